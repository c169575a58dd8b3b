def source(n: int, cells: int, scale: float, how: str, start: float, end: float) -> Tensor:
  at = torch.arange(cells, dtype=7)
  wide = scale * n
  if how == "align_corners":
    if wide == 1.:
      return torch.zeros_like(at)
    return torch.div(torch.mul(at, n - 1), wide - 1.)
  if how == "asymmetric":
    return torch.div(at, scale)
  if how == "tf_crop_and_resize":
    if wide == 1.:
      return torch.add(torch.mul(torch.ones_like(at), (end - start) * (n - 1) / 2.), start * (n - 1))
    return torch.add(torch.div(torch.mul(at, (end - start) * (n - 1)), wide - 1.), start * (n - 1))
  if how == "pytorch_half_pixel" and cells == 1:
    return torch.sub(torch.zeros_like(at), 0.5)
  half = torch.sub(torch.div(torch.add(at, 0.5), scale), 0.5)
  if how == "half_pixel_symmetric":
    return torch.add(half, n / 2. * (1. - cells / wide))
  return half
def nearest(at: Tensor, how: str) -> Tensor:
  if how == "round_prefer_ceil":
    return torch.floor(torch.add(at, 0.5))
  if how == "floor":
    return torch.floor(at)
  if how == "ceil":
    return torch.ceil(at)
  return torch.ceil(torch.sub(at, 0.5))
def cubic(distance: Tensor, a: float) -> Tensor:
  d = torch.abs(distance)
  near = torch.add(torch.mul(torch.mul(torch.sub(torch.mul(d, a + 2.), a + 3.), d), d), 1.)
  far = torch.sub(torch.mul(torch.add(torch.mul(torch.sub(torch.mul(d, a), 5. * a), d), 8. * a), d), 4. * a)
  return torch.where(torch.le(d, 1.), near, torch.where(torch.lt(d, 2.), far, torch.zeros_like(d)))
def linear(distance: Tensor) -> Tensor:
  return torch.clamp(torch.rsub(torch.abs(distance), 1.), 0., 1.)
def weighted(x: Tensor, axis: int, at: Tensor, mode: str, scale: float, a: float, outside: int) -> Tensor:
  n = x.size(axis)
  reach = 1.
  if mode == "cubic":
    reach = 2.
  first = 1 - int(torch.ceil(reach / scale))
  base = torch.sub(torch.ceil(at), 1.)
  taps = 2 - 2 * first
  weights = annotate(List[Tensor], [])
  places = annotate(List[Tensor], [])
  total = torch.zeros_like(at)
  for k in range(taps):
    place = torch.add(base, first + k)
    distance = torch.mul(torch.sub(place, at), scale)
    weight = resizing.linear(distance)
    if mode == "cubic":
      weight = resizing.cubic(distance, a)
    if outside == 1:
      inside = torch.logical_and(torch.ge(place, 0.), torch.le(place, n - 1))
      weight = torch.where(inside, weight, torch.zeros_like(weight))
    total = torch.add(total, weight)
    weights.append(weight)
    places.append(torch.to(torch.clamp(place, 0, n - 1), 4))
  shape = annotate(List[int], [])
  for i in range(x.dim()):
    shape.append(1)
  shape[axis] = torch.numel(at)
  real = x
  if not torch.is_floating_point(x):
    real = torch.to(x, 7)
  y = torch.mul(torch.index_select(real, axis, places[0]), 0)
  for k in range(taps):
    weight = torch.to(torch.reshape(torch.div(weights[k], total), shape), real.dtype)
    y = torch.add(y, torch.mul(torch.index_select(real, axis, places[k]), weight))
  return y
def along(x: Tensor, axis: int, cells: int, scale: float, mode: str, how: str, rounding: str, a: float, outside: int, antialias: int, start: float, end: float, extrapolation: float) -> Tensor:
  n = x.size(axis)
  at = resizing.source(n, cells, scale, how, start, end)
  y = x
  if mode == "nearest":
    y = torch.index_select(x, axis, torch.to(torch.clamp(resizing.nearest(at, rounding), 0, n - 1), 4))
  elif antialias == 1 and scale < 1.:
    y = resizing.weighted(x, axis, at, mode, scale, a, outside)
  else:
    y = resizing.weighted(x, axis, at, mode, 1., a, outside)
  if how == "tf_crop_and_resize":
    shape = annotate(List[int], [])
    for i in range(x.dim()):
      shape.append(1)
    shape[axis] = cells
    beyond = torch.logical_or(torch.lt(at, 0.), torch.gt(at, n - 1))
    y = torch.masked_fill(y, torch.reshape(beyond, shape), extrapolation)
  return y
def resize(x: Tensor, roi: Optional[Tensor], given_scales: Optional[Tensor], given_sizes: Optional[Tensor], antialias: int, given_axes: Optional[List[int]], how: str, a: float, outside: int, extrapolation: float, policy: str, mode: str, rounding: str) -> Tensor:
  axes = annotate(List[int], [])
  if given_axes is not None:
    axes = layout.positive(given_axes, x.dim())
  else:
    for i in range(x.dim()):
      axes.append(i)
  scales = annotate(List[float], [])
  sizes = annotate(List[int], [])
  by_size = False
  if given_sizes is not None:
    by_size = torch.numel(given_sizes) > 0
  if by_size:
    wanted = layout.ints(torch._unwrap_optional(given_sizes))
    for i in range(len(axes)):
      sizes.append(wanted[i])
      scales.append(wanted[i] / x.size(axes[i]))
    if policy != "stretch":
      common = min(scales)
      if policy == "not_smaller":
        common = max(scales)
      for i in range(len(axes)):
        scales[i] = common
        sizes[i] = int(torch.floor(common * x.size(axes[i]) + 0.5))
  else:
    flat = torch.to(torch._unwrap_optional(given_scales), 7)
    scales = annotate(List[float], flat.tolist())
    for i in range(len(axes)):
      sizes.append(int(torch.floor(x.size(axes[i]) * scales[i])))
  region = annotate(List[float], [])
  if roi is not None:
    corners = torch.to(roi, 7)
    region = annotate(List[float], corners.tolist())
  y = x
  for i in range(len(axes)):
    if sizes[i] != x.size(axes[i]) or scales[i] != 1. or how == "tf_crop_and_resize":
      start = 0.
      end = 1.
      if how == "tf_crop_and_resize":
        start = region[i]
        end = region[len(axes) + i]
      y = resizing.along(y, axes[i], sizes[i], scales[i], mode, how, rounding, a, outside, antialias, start, end, extrapolation)
  if torch.is_floating_point(x):
    return y
  return torch.to(torch.round(torch.to(y, 7)), x.dtype)
