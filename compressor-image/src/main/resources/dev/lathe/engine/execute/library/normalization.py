def per_channel(v: Tensor, rank: int) -> Tensor:
  shape = [1, torch.numel(v)]
  for i in range(rank - 2):
    shape.append(1)
  return torch.reshape(v, shape)
def batch(x: Tensor, scale: Tensor, bias: Tensor, mean: Tensor, variance: Tensor, epsilon: float) -> Tensor:
  return torch.batch_norm(x, scale, bias, mean, variance, False, 0., epsilon, False)
def batch_trained(x: Tensor, scale: Tensor, bias: Tensor, mean: Tensor, variance: Tensor, epsilon: float, momentum: float) -> Tuple[Tensor, Tensor, Tensor]:
  y, now, inverse, = torch.native_batch_norm(x, scale, bias, None, None, True, 0., epsilon)
  with_bias = torch.sub(torch.reciprocal(torch.mul(torch.detach(inverse), torch.detach(inverse))), epsilon)
  moved_mean = torch.add(torch.mul(mean, momentum), torch.detach(now), alpha=1. - momentum)
  moved_variance = torch.add(torch.mul(variance, momentum), with_bias, alpha=1. - momentum)
  return (y, moved_mean, moved_variance)
def batch_switched(x: Tensor, scale: Tensor, bias: Tensor, mean: Tensor, variance: Tensor, learning: Tensor, epsilon: float, momentum: float) -> Tuple[Tensor, Tensor, Tensor]:
  if bool(learning):
    return normalization.batch_trained(x, scale, bias, mean, variance, epsilon, momentum)
  return (normalization.batch(x, scale, bias, mean, variance, epsilon), mean, variance)
def instance(x: Tensor, scale: Tensor, bias: Tensor, epsilon: float) -> Tensor:
  return torch.instance_norm(x, scale, bias, None, None, True, 0., epsilon, False)
def trailing(x: Tensor, axis: int) -> List[int]:
  at = axis
  if at < 0:
    at = at + x.dim()
  return torch.slice(torch.size(x), at)
def layer(x: Tensor, scale: Tensor, bias: Optional[Tensor], axis: int, epsilon: float) -> Tuple[Tensor, Tensor, Tensor]:
  shape = normalization.trailing(x, axis)
  return torch.native_layer_norm(x, shape, torch.expand(scale, shape).contiguous(), normalization.expanded(bias, shape), epsilon)
def expanded(bias: Optional[Tensor], shape: List[int]) -> Optional[Tensor]:
  if bias is None:
    return None
  return torch.expand(bias, shape).contiguous()
def grouped(x: Tensor, groups: int, epsilon: float) -> Tensor:
  return torch.group_norm(x, groups, None, None, epsilon, False)
def group(x: Tensor, scale: Tensor, bias: Tensor, epsilon: float, groups: int) -> Tensor:
  return torch.group_norm(x, groups, scale, bias, epsilon, False)
def group_of_groups(x: Tensor, scale: Tensor, bias: Tensor, epsilon: float, groups: int) -> Tensor:
  each = torch.floordiv(x.size(1), groups)
  return torch.group_norm(x, groups, torch.repeat_interleave(scale, each), torch.repeat_interleave(bias, each), epsilon, False)
def rms(x: Tensor, scale: Tensor, axis: int, epsilon: float, stash: int) -> Tensor:
  axes = annotate(List[int], [])
  at = axis
  if at < 0:
    at = at + x.dim()
  for i in range(at, x.dim()):
    axes.append(i)
  wide = torch.to(x, stash)
  square = torch.mean(torch.mul(wide, wide), axes, True)
  unit = torch.mul(wide, torch.rsqrt(torch.add(square, epsilon)))
  return torch.to(torch.mul(torch.to(unit, scale.dtype), scale), scale.dtype)
def lp(x: Tensor, axis: int, p: int) -> Tensor:
  norm = torch.pow(torch.sum(torch.pow(torch.abs(x), p), [axis], True), 1. / p)
  return torch.div(x, norm)
def lrn(x: Tensor, alpha: float, beta: float, bias: float, size: int) -> Tensor:
  before = torch.floordiv(size - 1, 2)
  squares = torch.transpose(torch.flatten(torch.mul(x, x), 2), 1, 2)
  wide = torch.constant_pad_nd(squares, [before, size - 1 - before], 0.)
  sums = torch.sum(torch.unfold(wide, 2, size, 1), [-1])
  total = torch.view_as(torch.transpose(sums, 1, 2).contiguous(), x)
  return torch.div(x, torch.pow(torch.add(torch.mul(total, alpha / size), bias), beta))
def mean_variance(x: Tensor, axes: List[int]) -> Tensor:
  centred = torch.sub(x, torch.mean(x, axes, True))
  deviation = torch.sqrt(torch.mean(torch.mul(centred, centred), axes, True))
  return torch.div(centred, torch.add(deviation, 1e-9))
