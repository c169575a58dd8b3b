def overlap(a: Tensor, b: Tensor) -> Tensor:
  top = torch.maximum(torch.select(a, 1, 0), torch.select(b, 1, 0))
  left = torch.maximum(torch.select(a, 1, 1), torch.select(b, 1, 1))
  bottom = torch.minimum(torch.select(a, 1, 2), torch.select(b, 1, 2))
  right = torch.minimum(torch.select(a, 1, 3), torch.select(b, 1, 3))
  shared = torch.mul(torch.clamp(torch.sub(bottom, top), 0.), torch.clamp(torch.sub(right, left), 0.))
  union = torch.sub(torch.add(regions.area(a), regions.area(b)), shared)
  return torch.div(shared, union)
def area(a: Tensor) -> Tensor:
  return torch.mul(torch.sub(torch.select(a, 1, 2), torch.select(a, 1, 0)), torch.sub(torch.select(a, 1, 3), torch.select(a, 1, 1)))
def corners(boxes: Tensor, centred: int) -> Tensor:
  a, b, c, d, = torch.split(boxes, 1, -1)
  if centred == 1:
    w = torch.div(c, 2.)
    h = torch.div(d, 2.)
    return torch.cat([torch.sub(b, h), torch.sub(a, w), torch.add(b, h), torch.add(a, w)], -1)
  return torch.cat([torch.minimum(a, c), torch.minimum(b, d), torch.maximum(a, c), torch.maximum(b, d)], -1)
def suppress(boxes: Tensor, scores: Tensor, most: Optional[Tensor], threshold: Optional[Tensor], least: Optional[Tensor], centred: int) -> Tensor:
  limit = 0
  if most is not None:
    limit = int(torch.item(most))
  apart = 0.
  if threshold is not None:
    apart = float(torch.item(threshold))
  found = annotate(List[int], [])
  for n in range(scores.size(0)):
    framed = regions.corners(torch.select(boxes, 0, n), centred)
    for k in range(scores.size(1)):
      own = torch.select(torch.select(scores, 0, n), 0, k)
      order = torch.argsort(own, stable=True, dim=0, descending=True)
      if least is not None:
        order = torch.masked_select(order, torch.gt(torch.index_select(own, 0, order), least))
      taken = 0
      while torch.numel(order) > 0 and taken < limit:
        best = torch.narrow(order, 0, 0, 1)
        found.append(n)
        found.append(k)
        found.append(int(best))
        taken = taken + 1
        rest = torch.narrow(order, 0, 1, torch.numel(order) - 1)
        shared = regions.overlap(torch.index_select(framed, 0, rest), torch.index_select(framed, 0, best))
        order = torch.masked_select(rest, torch.le(shared, apart))
  return torch.reshape(torch.tensor(found, dtype=4), [-1, 3])
def clamped(at: Tensor, n: int) -> Tensor:
  return torch.clamp(at, 0., n - 1.)
def align(x: Tensor, rois: Tensor, batches: List[int], how: str, mode: str, height: int, width: int, ratio: int, scale: float) -> Tensor:
  shift = 0.
  if how == "half_pixel":
    shift = 0.5
  ys = annotate(List[Tensor], [])
  for i in range(rois.size(0)):
    image = torch.select(x, 0, batches[i])
    box = torch.to(torch.select(rois, 0, i), 7)
    x1, y1, x2, y2, = annotate(List[float], box.tolist())
    left = x1 * scale - shift
    top = y1 * scale - shift
    w = x2 * scale - shift - left
    h = y2 * scale - shift - top
    if how == "output_half_pixel":
      w = max(w, 1.)
      h = max(h, 1.)
    rows = ratio
    columns = ratio
    if ratio == 0:
      rows = int(torch.ceil(h / height))
      columns = int(torch.ceil(w / width))
    down = regions.points(top, h, height, rows)
    across = regions.points(left, w, width, columns)
    ys.append(regions.pooled(image, down, across, mode, height, width))
  return torch.stack(ys, 0)
def points(start: float, extent: float, cells: int, samples: int) -> Tensor:
  cell = extent / cells
  steps = torch.div(torch.add(torch.arange(samples, dtype=7), 0.5), samples)
  at = torch.add(torch.unsqueeze(torch.arange(cells, dtype=7), 1), torch.unsqueeze(steps, 0))
  return torch.flatten(torch.add(torch.mul(at, cell), start))
def pooled(image: Tensor, down: Tensor, across: Tensor, mode: str, height: int, width: int) -> Tensor:
  h = image.size(1)
  w = image.size(2)
  inside = torch.logical_and(torch.unsqueeze(regions.within(down, h), 1), torch.unsqueeze(regions.within(across, w), 0))
  y = regions.clamped(down, h)
  x = regions.clamped(across, w)
  y0 = torch.floor(y)
  x0 = torch.floor(x)
  dy = torch.to(torch.unsqueeze(torch.sub(y, y0), 1), image.dtype)
  dx = torch.to(torch.unsqueeze(torch.sub(x, x0), 0), image.dtype)
  upper = torch.index_select(image, 1, torch.to(y0, 4))
  lower = torch.index_select(image, 1, torch.to(regions.clamped(torch.add(y0, 1), h), 4))
  first = torch.to(x0, 4)
  second = torch.to(regions.clamped(torch.add(x0, 1), w), 4)
  a = torch.mul(torch.index_select(upper, 2, first), torch.mul(torch.rsub(dy, 1), torch.rsub(dx, 1)))
  b = torch.mul(torch.index_select(upper, 2, second), torch.mul(torch.rsub(dy, 1), dx))
  c = torch.mul(torch.index_select(lower, 2, first), torch.mul(dy, torch.rsub(dx, 1)))
  d = torch.mul(torch.index_select(lower, 2, second), torch.mul(dy, dx))
  shape = [image.size(0), height, torch.floordiv(torch.numel(down), height), width, torch.floordiv(torch.numel(across), width)]
  if mode == "max":
    best = torch.maximum(torch.maximum(a, b), torch.maximum(c, d))
    return torch.amax(torch.reshape(torch.where(inside, best, torch.zeros_like(best)), shape), [2, 4])
  total = torch.add(torch.add(a, b), torch.add(c, d))
  return torch.mean(torch.reshape(torch.where(inside, total, torch.zeros_like(total)), shape), [2, 4])
def within(at: Tensor, n: int) -> Tensor:
  return torch.logical_and(torch.ge(at, -1.), torch.le(at, n))
def deformed(x: Tensor, w: Tensor, offset: Tensor, b: Optional[Tensor], mask: Optional[Tensor], dilations: Optional[List[int]], group: int, parts: int, pads: Optional[List[int]], strides: Optional[List[int]]) -> Tensor:
  n = x.size(0)
  c = x.size(1)
  kh = w.size(2)
  kw = w.size(3)
  dilation = convolution.ones(dilations, 2)
  stride = convolution.ones(strides, 2)
  around = convolution.zeros(pads, 4)
  oh = offset.size(2)
  ow = offset.size(3)
  moves = torch.reshape(offset, [n, parts, kh * kw, 2, oh, ow])
  rows = torch.reshape(torch.sub(torch.mul(torch.arange(oh), stride[0]), around[0]), [1, 1, oh, 1])
  columns = torch.reshape(torch.sub(torch.mul(torch.arange(ow), stride[1]), around[1]), [1, 1, 1, ow])
  taps = annotate(List[Tensor], [])
  split = torch.reshape(x, [n * parts, torch.floordiv(c, parts), x.size(2), x.size(3)])
  for k in range(kh * kw):
    i = torch.floordiv(k, kw)
    j = torch.remainder(k, kw)
    move = torch.select(moves, 2, k)
    y = torch.add(torch.add(torch.select(move, 2, 0), rows), i * dilation[0])
    z = torch.add(torch.add(torch.select(move, 2, 1), columns), j * dilation[1])
    gy = torch.sub(torch.div(torch.mul(y, 2.), max(x.size(2) - 1, 1)), 1.)
    gx = torch.sub(torch.div(torch.mul(z, 2.), max(x.size(3) - 1, 1)), 1.)
    grid = torch.reshape(torch.stack([gx, gy], -1), [n * parts, oh, ow, 2])
    tap = torch.reshape(torch.grid_sampler(split, grid, 0, 0, True), [n, parts, -1, oh, ow])
    if mask is not None:
      tap = torch.mul(tap, torch.unsqueeze(torch.select(torch.reshape(mask, [n, parts, kh * kw, oh, ow]), 2, k), 2))
    taps.append(torch.reshape(tap, [n, c, oh, ow]))
  stacked = torch.reshape(torch.stack(taps, 2), [n, group, -1, oh * ow])
  y = torch.matmul(torch.reshape(w, [1, group, torch.floordiv(w.size(0), group), -1]), stacked)
  y = torch.reshape(y, [n, w.size(0), oh, ow])
  if b is not None:
    y = torch.add(y, normalization.per_channel(b, 4))
  return y
