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
def fake(x: Tensor, scale: Tensor, axis: int, low: float, high: float, learns: int) -> Tensor:
  s = quantization.along(scale, x, axis, 0)
  steps = torch.div(torch.detach(x), torch.detach(s))
  if not torch.is_grad_enabled():
    return torch.mul_(torch.round_(torch.clamp_(steps, low, high)), s)
  if s.dim() == 0:
    step = float(s)
    return quantization.straight(torch.hardtanh(x, low * step, high * step), steps, s, low, high, learns)
  least, greatest = torch.aminmax(steps)
  if float(least) >= low and float(greatest) <= high:
    level = torch.round(steps)
    y = x
    if learns == 1:
      y = torch.addcmul(x, torch.sub_(torch.neg_(steps), level, alpha=-1.), s)
    else:
      y = torch.mul(x, 1.)
    _ = torch.mul(level, torch.detach(s), out=torch.detach(y))
    return y
  inside = torch.hardtanh_backward(torch.ones_like(steps), steps, low, high)
  return quantization.straight(torch.mul(x, inside), steps, s, low, high, learns)
def straight(inside: Tensor, steps: Tensor, s: Tensor, low: float, high: float, learns: int) -> Tensor:
  y = inside
  if learns == 1:
    error = torch.hardtanh_backward(steps, steps, low, high)
    level = torch.round_(torch.clamp_(steps, low, high))
    y = torch.addcmul_(inside, torch.sub(level, error, out=error), s)
  else:
    level = torch.round_(torch.clamp_(steps, low, high))
  _ = torch.mul(level, torch.detach(s), out=torch.detach(y))
  return y
def learned(growth: Tensor, base: Tensor, rate: float) -> Tensor:
  return torch.mul(base, torch.exp(torch.mul(growth, rate)))
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
