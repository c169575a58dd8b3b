def axes(x: Tensor, given: Optional[List[int]], noop: int) -> List[int]:
  chosen = annotate(List[int], [])
  if given is not None:
    chosen = given
  if len(chosen) == 0 and noop == 0:
    for i in range(x.dim()):
      chosen.append(i)
  return chosen
def sum(x: Tensor, given: Optional[List[int]], keep: int, noop: int) -> Tensor:
  over = reduction.axes(x, given, noop)
  if len(over) == 0:
    return x
  return torch.sum(x, over, bool(keep), dtype=x.dtype)
def mean(x: Tensor, given: Optional[List[int]], keep: int, noop: int) -> Tensor:
  over = reduction.axes(x, given, noop)
  if len(over) == 0:
    return x
  if torch.is_floating_point(x):
    return torch.mean(x, over, bool(keep))
  return torch.to(torch.mean(torch.to(x, 7), over, bool(keep)), x.dtype)
def l1(x: Tensor, given: Optional[List[int]], keep: int, noop: int) -> Tensor:
  return reduction.sum(torch.abs(x), given, keep, noop)
def l2(x: Tensor, given: Optional[List[int]], keep: int, noop: int) -> Tensor:
  return torch.to(torch.sqrt(reduction.sum(torch.mul(x, x), given, keep, noop)), x.dtype)
def sum_square(x: Tensor, given: Optional[List[int]], keep: int, noop: int) -> Tensor:
  return reduction.sum(torch.mul(x, x), given, keep, noop)
def log_sum(x: Tensor, given: Optional[List[int]], keep: int, noop: int) -> Tensor:
  return torch.to(torch.log(reduction.sum(x, given, keep, noop)), x.dtype)
def log_sum_exp(x: Tensor, given: Optional[List[int]], keep: int, noop: int) -> Tensor:
  over = reduction.axes(x, given, noop)
  if len(over) == 0:
    return x
  if torch.is_floating_point(x):
    return torch.logsumexp(x, over, bool(keep))
  return torch.to(torch.logsumexp(torch.to(x, 7), over, bool(keep)), x.dtype)
def prod(x: Tensor, given: Optional[List[int]], keep: int, noop: int) -> Tensor:
  over = reduction.axes(x, given, noop)
  y = x
  for axis in over:
    y = torch.prod(y, axis, True, dtype=x.dtype)
  if keep == 0:
    y = layout.squeezed(y, over)
  return y
def empty(x: Tensor, over: List[int], keep: int, value: float) -> Tensor:
  shape = torch.size(torch.sum(x, over, bool(keep)))
  return torch.full(shape, value, dtype=x.dtype)
def max(x: Tensor, given: Optional[List[int]], keep: int, noop: int) -> Tensor:
  over = reduction.axes(x, given, noop)
  if len(over) == 0:
    return x
  if torch.numel(x) == 0:
    return reduction.empty(x, over, keep, -inf)
  return torch.amax(x, over, bool(keep))
def min(x: Tensor, given: Optional[List[int]], keep: int, noop: int) -> Tensor:
  over = reduction.axes(x, given, noop)
  if len(over) == 0:
    return x
  if torch.numel(x) == 0:
    return reduction.empty(x, over, keep, inf)
  return torch.amin(x, over, bool(keep))
def argmax(x: Tensor, axis: int, keep: int, last: int) -> Tensor:
  if last == 0:
    return torch.argmax(x, axis, bool(keep))
  flipped = torch.argmax(torch.flip(x, [axis]), axis, bool(keep))
  return torch.sub(x.size(axis) - 1, flipped)
def argmin(x: Tensor, axis: int, keep: int, last: int) -> Tensor:
  if last == 0:
    return torch.argmin(x, axis, bool(keep))
  flipped = torch.argmin(torch.flip(x, [axis]), axis, bool(keep))
  return torch.sub(x.size(axis) - 1, flipped)
def topk(x: Tensor, k: Tensor, axis: int, largest: int, ordered: int) -> Tuple[Tensor, Tensor]:
  order = torch.argsort(x, stable=True, dim=axis, descending=bool(largest))
  first = torch.narrow(order, axis, 0, int(k))
  return (torch.gather(x, axis, first), first)
