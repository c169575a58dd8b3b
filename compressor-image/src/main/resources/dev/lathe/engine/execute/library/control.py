def stacked(xs: List[Tensor], axis: int, reverse: int, dtype: int) -> Tensor:
  if len(xs) == 0:
    return torch.zeros([0], dtype=dtype)
  y = torch.stack(xs, axis)
  if reverse == 1:
    return torch.flip(y, [axis])
  return y
