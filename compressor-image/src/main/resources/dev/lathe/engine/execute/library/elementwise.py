def clip(x: Tensor, low: Optional[Tensor], high: Optional[Tensor]) -> Tensor:
  y = x
  if low is not None:
    y = torch.maximum(y, low)
  if high is not None:
    y = torch.minimum(y, high)
  return y
def div(a: Tensor, b: Tensor) -> Tensor:
  if torch.is_floating_point(a) or torch.is_complex(a):
    return torch.div(a, b)
  return torch.div(a, b, rounding_mode="trunc")
def mod(a: Tensor, b: Tensor, fmod: int) -> Tensor:
  if fmod == 1:
    return torch.fmod(a, b)
  return torch.remainder(a, b)
def pow(x: Tensor, exponent: Tensor) -> Tensor:
  if torch.is_floating_point(x):
    return torch.pow(x, torch.to(exponent, x.dtype))
  return torch.to(torch.pow(torch.to(x, 7), torch.to(exponent, 7)), x.dtype)
def sum(xs: List[Tensor]) -> Tensor:
  y = xs[0]
  for i in range(1, len(xs)):
    y = torch.add(y, xs[i])
  return y
def mean(xs: List[Tensor]) -> Tensor:
  return torch.div(elementwise.sum(xs), len(xs))
def max(xs: List[Tensor]) -> Tensor:
  y = xs[0]
  for i in range(1, len(xs)):
    y = torch.maximum(y, xs[i])
  return y
def min(xs: List[Tensor]) -> Tensor:
  y = xs[0]
  for i in range(1, len(xs)):
    y = torch.minimum(y, xs[i])
  return y
def shift(x: Tensor, by: Tensor, direction: str) -> Tensor:
  if direction == "LEFT":
    return torch.bitwise_left_shift(x, by)
  return torch.bitwise_right_shift(x, by)
def isinf(x: Tensor, negative: int, positive: int) -> Tensor:
  found = torch.zeros_like(x, dtype=11)
  if negative == 1:
    found = torch.logical_or(found, torch.isneginf(x))
  if positive == 1:
    found = torch.logical_or(found, torch.isposinf(x))
  return found
def prelu(x: Tensor, slope: Tensor) -> Tensor:
  return torch.where(torch.lt(x, 0), torch.mul(x, slope), x)
def selu(x: Tensor, alpha: float, gamma: float) -> Tensor:
  return torch.mul(torch.elu(x, alpha), gamma)
def thresholded_relu(x: Tensor, alpha: float) -> Tensor:
  return torch.where(torch.gt(x, alpha), x, torch.zeros_like(x))
def hard_sigmoid(x: Tensor, alpha: float, beta: float) -> Tensor:
  return torch.clamp(torch.add(torch.mul(x, alpha), beta), 0., 1.)
def softsign(x: Tensor) -> Tensor:
  return torch.div(x, torch.add(torch.abs(x), 1))
def swish(x: Tensor, alpha: float) -> Tensor:
  return torch.mul(x, torch.sigmoid(torch.mul(x, alpha)))
def shrink(x: Tensor, bias: float, lambd: float) -> Tensor:
  zero = torch.zeros_like(x)
  below = torch.where(torch.lt(x, torch.neg(lambd)), torch.to(torch.add(x, bias), x.dtype), zero)
  return torch.where(torch.gt(x, lambd), torch.to(torch.sub(x, bias), x.dtype), below)
def cumsum(x: Tensor, axis: Tensor, exclusive: int, reverse: int) -> Tensor:
  dim = int(axis)
  y = x
  if reverse == 1:
    y = torch.flip(y, [dim])
  total = torch.cumsum(y, dim, dtype=x.dtype)
  if exclusive == 1:
    total = torch.sub(total, y)
  if reverse == 1:
    total = torch.flip(total, [dim])
  return total
def cumprod(x: Tensor, axis: Tensor, exclusive: int, reverse: int) -> Tensor:
  dim = int(axis)
  y = x
  if reverse == 1:
    y = torch.flip(y, [dim])
  if exclusive == 1:
    first = torch.ones_like(torch.narrow(y, dim, 0, 1))
    y = torch.cat([first, torch.narrow(y, dim, 0, torch.sub(y.size(dim), 1))], dim)
  total = torch.cumprod(y, dim, dtype=x.dtype)
  if reverse == 1:
    total = torch.flip(total, [dim])
  return total
def softmax(x: Tensor, axis: int) -> Tensor:
  return torch.softmax(x, axis, dtype=x.dtype)
def log_softmax(x: Tensor, axis: int) -> Tensor:
  return torch.log_softmax(x, axis, dtype=x.dtype)
def hardmax(x: Tensor, axis: int) -> Tensor:
  first = torch.argmax(x, axis, True)
  return torch.scatter(torch.zeros_like(x), axis, first, 1)
def coerced(x: Tensor, axis: int) -> Tensor:
  at = axis
  if at < 0:
    at = at + x.dim()
  rows = 1
  for i in range(at):
    rows = rows * x.size(i)
  return torch.reshape(x, [rows, -1])
def softmax_coerced(x: Tensor, axis: int) -> Tensor:
  return torch.view_as(torch.softmax(elementwise.coerced(x, axis), 1, dtype=x.dtype), x)
def log_softmax_coerced(x: Tensor, axis: int) -> Tensor:
  return torch.view_as(torch.log_softmax(elementwise.coerced(x, axis), 1, dtype=x.dtype), x)
def hardmax_coerced(x: Tensor, axis: int) -> Tensor:
  return torch.view_as(elementwise.hardmax(elementwise.coerced(x, axis), 1), x)
def dropout(x: Tensor, ratio: Optional[Tensor], training: Optional[Tensor]) -> Tuple[Tensor, Tensor]:
  p = 0.5
  active = False
  if ratio is not None:
    p = float(ratio)
  if training is not None:
    active = bool(training)
  mask = torch.ones_like(x, dtype=11)
  y = x
  if active and p > 0.:
    mask = torch.ge(torch.rand_like(x), p)
    y = torch.div(torch.mul(x, torch.to(mask, x.dtype)), 1. - p)
  return (y, mask)
def bernoulli(x: Tensor, dtype: int) -> Tensor:
  return torch.to(torch.lt(torch.rand_like(x), x), dtype)
