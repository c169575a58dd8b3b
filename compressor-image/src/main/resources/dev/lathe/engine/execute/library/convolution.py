def ones(given: Optional[List[int]], n: int) -> List[int]:
  values = annotate(List[int], [])
  if given is not None:
    values = given
  else:
    for i in range(n):
      values.append(1)
  return values
def zeros(given: Optional[List[int]], n: int) -> List[int]:
  values = annotate(List[int], [])
  if given is not None:
    values = given
  else:
    for i in range(n):
      values.append(0)
  return values
def border(x: Tensor, kernel: List[int], auto_pad: str, dilation: List[int], pads: Optional[List[int]], stride: List[int]) -> List[int]:
  rank = len(kernel)
  around = convolution.zeros(pads, 2 * rank)
  if auto_pad == "SAME_UPPER" or auto_pad == "SAME_LOWER":
    around = annotate(List[int], [])
    for i in range(2 * rank):
      around.append(0)
    for i in range(rank):
      n = x.size(2 + i)
      cells = torch.floordiv(n + stride[i] - 1, stride[i])
      missing = max((cells - 1) * stride[i] + (kernel[i] - 1) * dilation[i] + 1 - n, 0)
      small = torch.floordiv(missing, 2)
      if auto_pad == "SAME_UPPER":
        around[i] = small
        around[rank + i] = missing - small
      else:
        around[i] = missing - small
        around[rank + i] = small
  return around
def padded(x: Tensor, around: List[int], value: float) -> Tensor:
  rank = torch.floordiv(len(around), 2)
  widths = annotate(List[int], [])
  for i in range(rank):
    widths.append(around[rank - 1 - i])
    widths.append(around[2 * rank - 1 - i])
  return torch.constant_pad_nd(x, widths, value)
def symmetric(around: List[int]) -> bool:
  rank = torch.floordiv(len(around), 2)
  same = True
  for i in range(rank):
    if around[i] != around[rank + i]:
      same = False
  return same
def kernel_of(w: Tensor) -> List[int]:
  return torch.slice(torch.size(w), 2)
def conv(x: Tensor, w: Tensor, b: Optional[Tensor], auto_pad: str, dilations: Optional[List[int]], group: int, pads: Optional[List[int]], strides: Optional[List[int]]) -> Tensor:
  kernel = convolution.kernel_of(w)
  rank = len(kernel)
  dilation = convolution.ones(dilations, rank)
  stride = convolution.ones(strides, rank)
  around = convolution.border(x, kernel, auto_pad, dilation, pads, stride)
  none = convolution.zeros(None, rank)
  if convolution.symmetric(around):
    return torch.convolution(x, w, b, stride, torch.slice(around, 0, rank), dilation, False, none, group)
  return torch.convolution(convolution.padded(x, around, 0.), w, b, stride, none, dilation, False, none, group)
def transposed(x: Tensor, w: Tensor, b: Optional[Tensor], auto_pad: str, dilations: Optional[List[int]], group: int, output_padding: Optional[List[int]], output_shape: Optional[List[int]], pads: Optional[List[int]], strides: Optional[List[int]]) -> Tensor:
  kernel = convolution.kernel_of(w)
  rank = len(kernel)
  dilation = convolution.ones(dilations, rank)
  stride = convolution.ones(strides, rank)
  extra = convolution.zeros(output_padding, rank)
  around = convolution.zeros(pads, 2 * rank)
  none = convolution.zeros(None, rank)
  y = torch.convolution(x, w, None, stride, none, dilation, True, none, group)
  crop = annotate(List[int], [])
  for i in range(2 * rank):
    crop.append(torch.neg(around[i]))
  for i in range(rank):
    crop[rank + i] = crop[rank + i] + extra[i]
    wanted = -1
    if output_shape is not None:
      wanted = output_shape[len(output_shape) - rank + i]
    elif auto_pad == "SAME_UPPER" or auto_pad == "SAME_LOWER":
      wanted = x.size(2 + i) * stride[i]
    if wanted >= 0:
      surplus = y.size(2 + i) + extra[i] - wanted
      less = max(torch.floordiv(surplus, 2), 0)
      crop[i] = torch.neg(less)
      if auto_pad != "SAME_UPPER" and surplus > 0:
        crop[i] = less - surplus
      crop[rank + i] = extra[i] - surplus - crop[i]
  y = convolution.padded(y, crop, 0.)
  if b is not None:
    shape = [1, torch.numel(b)]
    for i in range(rank):
      shape.append(1)
    y = torch.add(y, torch.reshape(b, shape))
  return y
def ceiled(x: Tensor, around: List[int], kernel: List[int], dilation: List[int], stride: List[int], ceil_mode: int) -> List[int]:
  rank = len(kernel)
  more = annotate(List[int], [])
  for i in range(2 * rank):
    more.append(around[i])
  if ceil_mode == 1:
    for i in range(rank):
      window = (kernel[i] - 1) * dilation[i] + 1
      n = x.size(2 + i) + around[i] + around[rank + i]
      cells = torch.floordiv(n - window + stride[i] - 1, stride[i]) + 1
      if (cells - 1) * stride[i] >= x.size(2 + i) + around[i]:
        cells = cells - 1
      more[rank + i] = around[rank + i] + max((cells - 1) * stride[i] + window - n, 0)
  return more
def max_pool(x: Tensor, auto_pad: str, ceil_mode: int, dilations: Optional[List[int]], kernel: List[int], pads: Optional[List[int]], storage_order: int, strides: Optional[List[int]]) -> Tuple[Tensor, Tensor]:
  rank = len(kernel)
  dilation = convolution.ones(dilations, rank)
  stride = convolution.ones(strides, rank)
  around = convolution.border(x, kernel, auto_pad, dilation, pads, stride)
  around = convolution.ceiled(x, around, kernel, dilation, stride, ceil_mode)
  real = x
  if not torch.is_floating_point(x):
    real = torch.to(x, 7)
  wide = convolution.padded(real, around, -inf)
  none = convolution.zeros(None, rank)
  y = wide
  at = wide
  if rank == 1:
    y, at, = torch.max_pool1d_with_indices(wide, kernel, stride, none, dilation)
  elif rank == 2:
    y, at, = torch.max_pool2d_with_indices(wide, kernel, stride, none, dilation)
  else:
    y, at, = torch.max_pool3d_with_indices(wide, kernel, stride, none, dilation)
  place = torch.zeros_like(at)
  rest = at
  step = 1
  for i in range(rank):
    axis = rank - 1 - i
    along = torch.sub(torch.remainder(rest, wide.size(2 + axis)), around[axis])
    rest = torch.div(rest, wide.size(2 + axis), rounding_mode="trunc")
    if storage_order == 0:
      place = torch.add(place, torch.mul(along, step))
      step = step * x.size(2 + axis)
  if storage_order == 1:
    rest = at
    steps = annotate(List[int], [])
    total = 1
    for i in range(rank):
      steps.append(total)
      total = total * x.size(2 + i)
    for i in range(rank):
      axis = rank - 1 - i
      along = torch.sub(torch.remainder(rest, wide.size(2 + axis)), around[axis])
      rest = torch.div(rest, wide.size(2 + axis), rounding_mode="trunc")
      place = torch.add(place, torch.mul(along, steps[axis]))
    step = total
  planes = torch.mul(torch.arange(x.size(0) * x.size(1)), step)
  shape = [x.size(0), x.size(1)]
  for i in range(rank):
    shape.append(1)
  return (torch.to(y, x.dtype), torch.add(place, torch.reshape(planes, shape)))
def summed(x: Tensor, kernel: List[int], dilation: List[int], stride: List[int]) -> Tensor:
  c = x.size(1)
  none = convolution.zeros(None, len(kernel))
  window = torch.ones([c, 1] + kernel, dtype=x.dtype)
  return torch.convolution(x, window, None, stride, none, dilation, False, none, c)
def average_pool(x: Tensor, auto_pad: str, ceil_mode: int, count_include_pad: int, dilations: Optional[List[int]], kernel: List[int], pads: Optional[List[int]], strides: Optional[List[int]]) -> Tensor:
  rank = len(kernel)
  dilation = convolution.ones(dilations, rank)
  stride = convolution.ones(strides, rank)
  around = convolution.border(x, kernel, auto_pad, dilation, pads, stride)
  more = convolution.ceiled(x, around, kernel, dilation, stride, ceil_mode)
  total = convolution.summed(convolution.padded(x, more, 0.), kernel, dilation, stride)
  counted = torch.ones_like(torch.narrow(torch.narrow(x, 0, 0, 1), 1, 0, 1))
  beyond = more
  if count_include_pad == 1:
    counted = convolution.padded(counted, around, 1.)
    beyond = convolution.zeros(None, 2 * rank)
    for i in range(rank):
      beyond[rank + i] = more[rank + i] - around[rank + i]
  count = convolution.summed(convolution.padded(counted, beyond, 0.), kernel, dilation, stride)
  return torch.div(total, count)
def lp_pool(x: Tensor, auto_pad: str, ceil_mode: int, dilations: Optional[List[int]], kernel: List[int], p: int, pads: Optional[List[int]], strides: Optional[List[int]]) -> Tensor:
  rank = len(kernel)
  dilation = convolution.ones(dilations, rank)
  stride = convolution.ones(strides, rank)
  around = convolution.border(x, kernel, auto_pad, dilation, pads, stride)
  more = convolution.ceiled(x, around, kernel, dilation, stride, ceil_mode)
  powers = convolution.padded(torch.pow(torch.abs(x), p), more, 0.)
  return torch.pow(convolution.summed(powers, kernel, dilation, stride), 1. / p)
def spatial(x: Tensor) -> List[int]:
  axes = annotate(List[int], [])
  for i in range(2, x.dim()):
    axes.append(i)
  return axes
def global_average_pool(x: Tensor) -> Tensor:
  return torch.mean(x, convolution.spatial(x), True)
def global_max_pool(x: Tensor) -> Tensor:
  return torch.amax(x, convolution.spatial(x), True)
def global_lp_pool(x: Tensor, p: int) -> Tensor:
  return torch.pow(torch.sum(torch.pow(torch.abs(x), p), convolution.spatial(x), True), 1. / p)
def max_unpool(x: Tensor, at: Tensor, shape: Optional[List[int]], kernel: List[int], pads: Optional[List[int]], strides: Optional[List[int]]) -> Tensor:
  rank = len(kernel)
  stride = convolution.ones(strides, rank)
  around = convolution.zeros(pads, 2 * rank)
  inferred = [x.size(0), x.size(1)]
  for i in range(rank):
    inferred.append((x.size(2 + i) - 1) * stride[i] + kernel[i] - around[i] - around[rank + i])
  flat = torch.zeros([selection.product(inferred)], dtype=x.dtype)
  y = torch.reshape(torch.scatter(flat, 0, torch.flatten(at), torch.flatten(x)), inferred)
  if shape is not None:
    more = convolution.zeros(None, 2 * rank)
    for i in range(rank):
      more[rank + i] = shape[2 + i] - inferred[2 + i]
    y = convolution.padded(y, more, 0.)
  return y
