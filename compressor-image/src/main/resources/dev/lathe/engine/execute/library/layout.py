def ints(x: Tensor) -> List[int]:
  flat = torch.to(torch.flatten(x), 4)
  return annotate(List[int], flat.tolist())
def reshape(x: Tensor, shape: List[int], allowzero: int) -> Tensor:
  extents = annotate(List[int], [])
  for i in range(len(shape)):
    extent = shape[i]
    if extent == 0 and allowzero == 0:
      extent = x.size(i)
    extents.append(extent)
  return torch.reshape(x, extents)
def transpose(x: Tensor, perm: Optional[List[int]]) -> Tensor:
  order = annotate(List[int], [])
  if perm is None:
    for i in range(x.dim()):
      order.append(x.dim() - 1 - i)
  else:
    order = perm
  return torch.permute(x, order)
def positive(axes: List[int], rank: int) -> List[int]:
  counted = annotate(List[int], [])
  for axis in axes:
    if axis < 0:
      counted.append(axis + rank)
    else:
      counted.append(axis)
  return counted
def squeezed(x: Tensor, axes: List[int]) -> Tensor:
  gone = layout.positive(axes, x.dim())
  shape = annotate(List[int], [])
  for i in range(x.dim()):
    if not torch.__contains__(gone, i):
      shape.append(x.size(i))
  return torch.reshape(x, shape)
def squeeze(x: Tensor, axes: Optional[List[int]]) -> Tensor:
  if axes is None:
    return torch.squeeze(x)
  return layout.squeezed(x, axes)
def unsqueeze(x: Tensor, axes: List[int]) -> Tensor:
  y = x
  for axis in torch.sorted(layout.positive(axes, x.dim() + len(axes))):
    y = torch.unsqueeze(y, axis)
  return y
def flatten(x: Tensor, axis: int) -> Tensor:
  rows = 1
  at = axis
  if at < 0:
    at = at + x.dim()
  columns = 1
  for i in range(x.dim()):
    if i < at:
      rows = rows * x.size(i)
    else:
      columns = columns * x.size(i)
  return torch.reshape(x, [rows, columns])
def split(x: Tensor, sizes: Optional[List[int]], axis: int, outputs: int) -> List[Tensor]:
  if sizes is not None:
    return torch.split_with_sizes(x, sizes, axis)
  extent = x.size(axis)
  chunk = torch.floordiv(extent + outputs - 1, outputs)
  shares = annotate(List[int], [])
  for i in range(outputs):
    shares.append(min(chunk, max(0, extent - i * chunk)))
  return torch.split_with_sizes(x, shares, axis)
def expand(x: Tensor, shape: List[int]) -> Tensor:
  rank = max(x.dim(), len(shape))
  extents = annotate(List[int], [])
  for i in range(rank):
    extent = 1
    if i >= rank - len(shape):
      extent = shape[i - rank + len(shape)]
    if i >= rank - x.dim():
      own = x.size(i - rank + x.dim())
      if own != 1:
        extent = own
    extents.append(extent)
  return torch.expand(x, extents)
def tile(x: Tensor, repeats: List[int]) -> Tensor:
  return torch.repeat(x, repeats)
def source(n: int, before: int, after: int, mode: str) -> Tensor:
  at = torch.arange(-before, n + after)
  if mode == "edge":
    return torch.clamp(at, 0, n - 1)
  if mode == "wrap":
    return torch.remainder(at, n)
  if n == 1:
    return torch.zeros_like(at)
  period = 2 * (n - 1)
  folded = torch.remainder(at, period)
  return torch.minimum(folded, torch.sub(period, folded))
def pad(x: Tensor, pads: List[int], value: Optional[Tensor], axes: Optional[List[int]], mode: str) -> Tensor:
  chosen = annotate(List[int], [])
  if axes is None:
    for i in range(x.dim()):
      chosen.append(i)
  else:
    chosen = layout.positive(axes, x.dim())
  n = len(chosen)
  before = annotate(List[int], [])
  after = annotate(List[int], [])
  for i in range(x.dim()):
    before.append(0)
    after.append(0)
  for i in range(n):
    before[chosen[i]] = pads[i]
    after[chosen[i]] = pads[n + i]
  if mode == "constant":
    widths = annotate(List[int], [])
    for i in range(x.dim()):
      axis = x.dim() - 1 - i
      widths.append(before[axis])
      widths.append(after[axis])
    if value is None:
      return torch.constant_pad_nd(x, widths, 0)
    return torch.constant_pad_nd(x, widths, torch.item(value))
  y = x
  for axis in range(x.dim()):
    if before[axis] != 0 or after[axis] != 0:
      y = torch.index_select(y, axis, layout.source(x.size(axis), before[axis], after[axis], mode))
  return y
def slice(x: Tensor, starts: List[int], ends: List[int], axes: Optional[List[int]], steps: Optional[List[int]]) -> Tensor:
  y = x
  for i in range(len(starts)):
    axis = i
    step = 1
    if axes is not None:
      axis = axes[i]
    if steps is not None:
      step = steps[i]
    if step > 0:
      y = torch.slice(y, axis, starts[i], ends[i], step)
    else:
      n = y.size(axis)
      first = starts[i]
      last = ends[i]
      if first < 0:
        first = first + n
      if last < 0 and last >= -n:
        last = last + n
      first = min(max(first, -1), n - 1)
      last = max(last, -1)
      if first > last:
        y = torch.index_select(y, axis, torch.arange(first, last, step))
      else:
        y = torch.slice(y, axis, 0, 0, 1)
  return y
def depth_to_space(x: Tensor, b: int, mode: str) -> Tensor:
  n, c, h, w, = torch.size(x)
  d = torch.floordiv(c, b * b)
  if mode == "DCR":
    y = torch.permute(torch.reshape(x, [n, b, b, d, h, w]), [0, 3, 4, 1, 5, 2])
  else:
    y = torch.permute(torch.reshape(x, [n, d, b, b, h, w]), [0, 1, 4, 2, 5, 3])
  return torch.reshape(y, [n, d, h * b, w * b])
def space_to_depth(x: Tensor, b: int) -> Tensor:
  n, c, h, w, = torch.size(x)
  y = torch.reshape(x, [n, c, torch.floordiv(h, b), b, torch.floordiv(w, b), b])
  return torch.reshape(torch.permute(y, [0, 3, 5, 1, 2, 4]), [n, c * b * b, torch.floordiv(h, b), torch.floordiv(w, b)])
def center_crop_pad(x: Tensor, shape: List[int], axes: Optional[List[int]]) -> Tensor:
  y = x
  for i in range(len(shape)):
    axis = i
    if axes is not None:
      axis = axes[i]
    if axis < 0:
      axis = axis + x.dim()
    n = x.size(axis)
    if n > shape[i]:
      y = torch.narrow(y, axis, torch.floordiv(n - shape[i], 2), shape[i])
    else:
      before = torch.floordiv(shape[i] - n, 2)
      y = layout.pad(y, [before, shape[i] - n - before], None, [axis], "constant")
  return y
def shape(x: Tensor, start: int, end: Optional[int]) -> Tensor:
  extents = torch.size(x)
  if end is None:
    return torch.tensor(torch.slice(extents, start), dtype=4)
  return torch.tensor(torch.slice(extents, start, end), dtype=4)
def range(start: Tensor, limit: Tensor, delta: Tensor) -> Tensor:
  if torch.is_floating_point(start):
    count = int(torch.ceil(torch.div(torch.sub(limit, start), delta)))
    steps = torch.arange(max(count, 0))
    return torch.add(start, torch.mul(torch.to(steps, start.dtype), delta))
  return torch.arange(torch.item(start), torch.item(limit), torch.item(delta), dtype=start.dtype)
def eye_like(x: Tensor, k: int, dtype: int) -> Tensor:
  ones = torch.ones([x.size(0), x.size(1)], dtype=7)
  return torch.to(torch.triu(torch.tril(ones, k), k), dtype)
def trilu(x: Tensor, k: Optional[Tensor], upper: int) -> Tensor:
  offset = 0
  if k is not None:
    offset = int(k)
  if torch.numel(x) == 0:
    return x
  if upper == 1:
    return torch.triu(x, offset)
  return torch.tril(x, offset)
def reverse_sequence(x: Tensor, lengths: List[int], batch: int, time: int) -> Tensor:
  rows = annotate(List[Tensor], [])
  for i in range(x.size(batch)):
    row = torch.narrow(x, batch, i, 1)
    n = lengths[i]
    head = torch.flip(torch.narrow(row, time, 0, n), [time])
    rows.append(torch.cat([head, torch.narrow(row, time, n, x.size(time) - n)], time))
  return torch.cat(rows, batch)
def col2im(x: Tensor, image: List[int], block: List[int], dilations: Optional[List[int]], pads: Optional[List[int]], strides: Optional[List[int]]) -> Tensor:
  rank = len(image)
  dilation = convolution.ones(dilations, rank)
  stride = convolution.ones(strides, rank)
  border = convolution.zeros(pads, 2 * rank)
  kernel = 1
  padded = annotate(List[int], [])
  cells = annotate(List[int], [])
  for i in range(rank):
    kernel = kernel * block[i]
    padded.append(image[i] + border[i] + border[rank + i])
    cells.append(torch.floordiv(padded[i] - dilation[i] * (block[i] - 1) - 1, stride[i]) + 1)
  n = x.size(0)
  c = torch.floordiv(x.size(1), kernel)
  place = torch.zeros([1, 1], dtype=4)
  total = 1
  for i in range(rank):
    offset = torch.mul(torch.arange(block[i]), dilation[i])
    start = torch.mul(torch.arange(cells[i]), stride[i])
    at = torch.add(torch.unsqueeze(offset, 1), torch.unsqueeze(start, 0))
    wide = torch.add(torch.mul(place, padded[i]).unsqueeze(1).unsqueeze(3), at.unsqueeze(0).unsqueeze(2))
    place = torch.reshape(wide, [place.size(0) * block[i], place.size(1) * cells[i]])
    total = total * padded[i]
  flat = torch.index_add(torch.zeros([n * c, total], dtype=x.dtype), 1, torch.flatten(place), torch.reshape(x, [n * c, -1]))
  y = torch.reshape(flat, [n, c] + padded)
  for i in range(rank):
    y = torch.narrow(y, i + 2, border[i], image[i])
  return y
def quotient(a: int, b: int) -> int:
  whole = torch.floordiv(abs(a), abs(b))
  if (a < 0) != (b < 0):
    whole = torch.neg(whole)
  return whole
