def within(index: Tensor, n: int) -> Tensor:
  wide = torch.to(index, 4)
  return torch.where(torch.lt(wide, 0), torch.add(wide, n), wide)
def gather(x: Tensor, index: Tensor, axis: int) -> Tensor:
  at = axis
  if at < 0:
    at = at + x.dim()
  picked = torch.index_select(x, at, torch.flatten(selection.within(index, x.size(at))))
  shape = torch.size(x)
  return torch.reshape(picked, torch.slice(shape, 0, at) + torch.size(index) + torch.slice(shape, at + 1))
def gather_elements(x: Tensor, index: Tensor, axis: int) -> Tensor:
  return torch.gather(x, axis, selection.within(index, x.size(axis)))
def scatter_elements(x: Tensor, index: Tensor, updates: Tensor, axis: int, how: str) -> Tensor:
  at = selection.within(index, x.size(axis))
  if how == "none":
    return torch.scatter(x, axis, at, updates)
  if how == "add":
    return torch.scatter_add(x, axis, at, updates)
  if how == "mul":
    return torch.scatter_reduce(x, axis, at, updates, "prod")
  if how == "max":
    return torch.scatter_reduce(x, axis, at, updates, "amax")
  return torch.scatter_reduce(x, axis, at, updates, "amin")
def product(extents: List[int]) -> int:
  total = 1
  for extent in extents:
    total = total * extent
  return total
def place(extents: List[int], index: Tensor) -> Tensor:
  at = torch.zeros(torch.slice(torch.size(index), 0, -1), dtype=4)
  for i in range(len(extents)):
    at = torch.add(torch.mul(at, extents[i]), selection.within(torch.select(index, -1, i), extents[i]))
  return at
def gather_nd(x: Tensor, index: Tensor, batch: int) -> Tensor:
  depth = index.size(-1)
  shape = torch.size(x)
  batches = selection.product(torch.slice(shape, 0, batch))
  inner = torch.slice(shape, batch, batch + depth)
  rest = torch.slice(shape, batch + depth)
  flat = torch.reshape(x, [batches * selection.product(inner)] + rest)
  at = torch.reshape(selection.place(inner, index), [batches, -1])
  first = torch.mul(torch.arange(batches), selection.product(inner))
  picked = torch.index_select(flat, 0, torch.flatten(torch.add(at, torch.unsqueeze(first, 1))))
  return torch.reshape(picked, torch.slice(torch.size(index), 0, -1) + rest)
def scatter_nd(x: Tensor, index: Tensor, updates: Tensor, how: str) -> Tensor:
  depth = index.size(-1)
  shape = torch.size(x)
  inner = torch.slice(shape, 0, depth)
  rest = torch.slice(shape, depth)
  flat = torch.reshape(x, [selection.product(inner), selection.product(rest)])
  at = torch.flatten(selection.place(inner, index))
  rows = torch.reshape(updates, [torch.numel(at), selection.product(rest)])
  y = flat
  if how == "none":
    y = torch.index_copy(flat, 0, at, rows)
  elif how == "add":
    y = torch.index_add(flat, 0, at, rows)
  elif how == "mul":
    y = torch.index_reduce(flat, 0, at, rows, "prod")
  elif how == "max":
    y = torch.index_reduce(flat, 0, at, rows, "amax")
  else:
    y = torch.index_reduce(flat, 0, at, rows, "amin")
  return torch.reshape(y, shape)
def tensor_scatter(cache: Tensor, update: Tensor, indices: Optional[Tensor], axis: int, mode: str) -> Tensor:
  at = axis
  if at < 0:
    at = at + cache.dim()
  n = update.size(at)
  steps = torch.arange(n)
  shape = annotate(List[int], [])
  for i in range(cache.dim()):
    shape.append(1)
  shape[at] = n
  place = torch.reshape(steps, shape)
  if indices is not None:
    first = annotate(List[int], [])
    for i in range(cache.dim()):
      first.append(1)
    first[0] = cache.size(0)
    place = torch.add(place, torch.reshape(indices, first))
  if mode == "circular":
    place = torch.remainder(place, cache.size(at))
  return torch.scatter(cache, at, torch.expand(place, torch.size(update)), update)
def one_hot(index: Tensor, depth: Tensor, values: Tensor, axis: int) -> Tensor:
  n = int(torch.item(torch.flatten(depth)))
  wide = torch.to(index, 4)
  at = torch.unsqueeze(torch.where(torch.lt(wide, 0), torch.add(wide, n), wide), axis)
  shape = annotate(List[int], [])
  for i in range(at.dim()):
    shape.append(1)
  shape[axis] = n
  hot = torch.eq(at, torch.reshape(torch.arange(n), shape))
  return torch.where(hot, torch.select(values, 0, 1), torch.select(values, 0, 0))
def nonzero(x: Tensor) -> Tensor:
  return torch.t(torch.nonzero(x))
def compress(x: Tensor, condition: Tensor, axis: Optional[int]) -> Tensor:
  at = torch.flatten(torch.nonzero(condition))
  if axis is None:
    return torch.index_select(torch.flatten(x), 0, at)
  return torch.index_select(x, axis, at)
def unique(x: Tensor, axis: Optional[int], ordered: int) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
  y = x
  at = 0
  if axis is None:
    y = torch.flatten(x)
  else:
    at = axis
  values, inverse, counts, = torch.unique_dim(y, at, True, True, True)
  n = torch.numel(inverse)
  first = torch.scatter_reduce(torch.full([torch.numel(counts)], n, dtype=4), 0, inverse, torch.arange(n), "amin")
  if ordered == 0:
    order = torch.argsort(first)
    rank = torch.argsort(order)
    values = torch.index_select(values, at, order)
    first = torch.index_select(first, 0, order)
    counts = torch.index_select(counts, 0, order)
    inverse = torch.index_select(rank, 0, inverse)
  return (values, first, inverse, counts)
