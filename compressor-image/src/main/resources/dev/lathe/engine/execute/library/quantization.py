def rounded(x: Tensor) -> Tensor:
  return torch.add(x, torch.detach(torch.sub(torch.round(x), x)))
def along(v: Tensor, x: Tensor, axis: int, block: int) -> Tensor:
  if torch.numel(v) == 1 and block == 0:
    return torch.reshape(v, annotate(List[int], []))
  at = axis
  if at < 0:
    at = at + x.dim()
  if block > 0:
    return torch.narrow(torch.repeat_interleave(v, block, at), at, 0, x.size(at))
  shape = annotate(List[int], [])
  for i in range(x.dim()):
    shape.append(1)
  shape[at] = torch.numel(v)
  return torch.reshape(v, shape)
def levels(x: Tensor, scale: Tensor, zero: Optional[Tensor], axis: int, block: int, low: int, high: int) -> Tensor:
  s = quantization.along(scale, x, axis, block)
  level = quantization.rounded(torch.div(x, torch.to(s, x.dtype)))
  if zero is not None:
    level = torch.add(level, torch.to(quantization.along(zero, x, axis, block), x.dtype))
  return torch.clamp(level, low, high)
def dequantized(level: Tensor, scale: Tensor, zero: Optional[Tensor], axis: int, block: int, dtype: int) -> Tensor:
  y = torch.to(level, scale.dtype)
  if zero is not None:
    y = torch.sub(y, torch.to(quantization.along(zero, level, axis, block), scale.dtype))
  return torch.to(torch.mul(y, quantization.along(scale, level, axis, block)), dtype)
def fake(x: Tensor, scale: Tensor, change: Optional[Tensor], axis: int, low: float, high: float, learns: int) -> Tensor:
  s = torch.detach(quantization.along(scale, x, axis, 0))
  if not torch.is_grad_enabled():
    return torch.mul_(torch.round_(torch.clamp_(torch.div(x, s), low, high)), s)
  moving = change
  if learns == 0:
    moving = annotate(Optional[Tensor], None)
  elif change is None:
    moving = torch.sub(torch.div(scale, torch.detach(scale)), 1.)
  if s.dim() == 0:
    return quantization.fake_of_one(x, s, moving, low, high)
  if moving is None:
    return quantization.fake_of_each(x, s, moving, axis, low, high)
  return quantization.fake_of_each(x, s, quantization.along(moving, x, axis, 0), axis, low, high)
def fake_of_one(x: Tensor, s: Tensor, change: Optional[Tensor], low: float, high: float) -> Tensor:
  by = float(s)
  least = torch.mul(low, by)
  greatest = torch.mul(high, by)
  row = torch.reshape(x, [1, -1])
  y = torch.hardtanh(row, least, greatest)
  levels = torch.detach(y)
  _ = torch.mul_(torch.round_(torch.div_(levels, s)), s)
  if change is not None:
    exact = torch.detach(row)
    error = torch.hardtanh_backward(exact, exact, least, greatest)
    y = torch.addr_(y, torch.reshape(change, [1]), torch.reshape(torch.sub(levels, error, out=error), [-1]))
  return torch.reshape(y, torch.size(x))
def fake_of_each(x: Tensor, s: Tensor, change: Optional[Tensor], axis: int, low: float, high: float) -> Tensor:
  exact = torch.detach(x)
  steps = torch.alias(x)
  if high >= 2147483647.:
    torch.set_data(steps, torch.mul_(torch.round_(torch.div(exact, s)), s))
    return steps
  torch.set_data(steps, torch.div(exact, s))
  least = torch.mul(low, 1.0000002384185791)
  greatest = torch.mul(high, 1.0000002384185791)
  y = torch.hardtanh(steps, least, greatest)
  levels = torch.detach(y)
  _ = torch.mul_(torch.round_(levels), s)
  if change is not None:
    error = torch.hardtanh_backward(exact, torch.detach(steps), least, greatest)
    y = torch.add_(y, torch.mul(torch.sub(levels, error, out=error), change))
  return y
def learned(growth: Tensor, base: Tensor, rate: float, most: float) -> Tuple[Tensor, Tensor]:
  now = torch.detach(growth)
  change = torch.sub(growth, now)
  if rate == 1.:
    return (torch.clamp(torch.mul(base, torch.exp(now)), None, most), change)
  return (torch.clamp(torch.mul(base, torch.exp(torch.mul(now, rate))), None, most), torch.mul(change, rate))
def followed(x: Tensor, scale: Tensor, share: Tensor, axis: int, low: float, high: float) -> Tensor:
  if float(share) == 0.:
    return scale
  v = torch.detach(x)
  axes = annotate(List[int], [])
  for i in range(v.dim()):
    if torch.numel(scale) == 1 or i != axis:
      axes.append(i)
  seen = torch.div(torch.amax(v, axes), high)
  if low < 0.:
    seen = torch.maximum(seen, torch.div(torch.amin(v, axes), low))
  seen = torch.clamp(torch.reshape(seen, torch.size(scale)), 1.1754943508222875e-38, None)
  return torch.add(scale, torch.mul(torch.sub(seen, scale), share))
def covering(x: Tensor, axis: int, high: float) -> Tensor:
  v = torch.detach(x)
  axes = annotate(List[int], [])
  for i in range(v.dim()):
    if i != axis:
      axes.append(i)
  largest = torch.maximum(torch.amax(v, axes), torch.neg(torch.amin(v, axes)))
  return torch.clamp(torch.div(largest, high), 1.1754943508222875e-38, None)
def dynamic(x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  low = torch.clamp(torch.amin(x), None, 0.)
  high = torch.clamp(torch.amax(x), 0., None)
  scale = torch.div(torch.sub(high, low), 255.)
  zero = torch.clamp(torch.round(torch.div(torch.neg(low), scale)), 0., 255.)
  y = torch.clamp(torch.add(torch.round(torch.div(x, scale)), zero), 0., 255.)
  return (torch.to(y, 0), scale, torch.to(zero, 0))
def centred(x: Tensor, zero: Optional[Tensor], axis: int) -> Tensor:
  wide = torch.to(x, 7)
  if zero is None:
    return wide
  z = torch.to(zero, 7)
  if torch.numel(z) > 1 and z.dim() == 1:
    shape = annotate(List[int], [])
    for i in range(x.dim()):
      shape.append(1)
    shape[axis] = torch.numel(z)
    z = torch.reshape(z, shape)
  return torch.sub(wide, z)
def matmul_integer(a: Tensor, b: Tensor, a_zero: Optional[Tensor], b_zero: Optional[Tensor]) -> Tensor:
  return torch.to(torch.matmul(quantization.centred(a, a_zero, a.dim() - 2), quantization.centred(b, b_zero, b.dim() - 1)), 3)
def conv_integer(x: Tensor, w: Tensor, x_zero: Optional[Tensor], w_zero: Optional[Tensor], auto_pad: str, dilations: Optional[List[int]], group: int, pads: Optional[List[int]], strides: Optional[List[int]]) -> Tensor:
  return torch.to(convolution.conv(quantization.centred(x, x_zero, 0), quantization.centred(w, w_zero, 0), None, auto_pad, dilations, group, pads, strides), 3)
def requantized(x: Tensor, ratio: Tensor, zero: Tensor, dtype: int, low: int, high: int) -> Tensor:
  level = torch.add(torch.round(torch.mul(x, ratio)), torch.to(zero, 7))
  return torch.to(torch.clamp(level, low, high), dtype)
def ratio(a_scale: Tensor, b_scale: Tensor, y_scale: Tensor) -> Tensor:
  return torch.div(torch.mul(torch.to(a_scale, 7), torch.to(b_scale, 7)), torch.to(y_scale, 7))
def qlinear_matmul(a: Tensor, a_scale: Tensor, a_zero: Tensor, b: Tensor, b_scale: Tensor, b_zero: Tensor, y_scale: Tensor, y_zero: Tensor, dtype: int, low: int, high: int) -> Tensor:
  product = torch.matmul(quantization.centred(a, a_zero, a.dim() - 2), quantization.centred(b, b_zero, b.dim() - 1))
  return quantization.requantized(product, quantization.ratio(a_scale, b_scale, y_scale), y_zero, dtype, low, high)
def qlinear_conv(x: Tensor, x_scale: Tensor, x_zero: Tensor, w: Tensor, w_scale: Tensor, w_zero: Tensor, y_scale: Tensor, y_zero: Tensor, b: Optional[Tensor], auto_pad: str, dilations: Optional[List[int]], group: int, pads: Optional[List[int]], strides: Optional[List[int]], dtype: int, low: int, high: int) -> Tensor:
  bias = annotate(Optional[Tensor], None)
  if b is not None:
    bias = torch.to(b, 7)
  sums = convolution.conv(quantization.centred(x, x_zero, 0), quantization.centred(w, w_zero, 0), bias, auto_pad, dilations, group, pads, strides)
  by = quantization.ratio(x_scale, w_scale, y_scale)
  if torch.numel(by) > 1:
    by = normalization.per_channel(by, x.dim())
  return quantization.requantized(sums, by, y_zero, dtype, low, high)
