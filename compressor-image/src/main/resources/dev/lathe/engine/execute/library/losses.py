def reduced(how: str) -> int:
  if how == "none":
    return 0
  if how == "sum":
    return 2
  return 1
def likelihood(x: Tensor, target: Tensor, weight: Optional[Tensor], ignore: int, how: str) -> Tensor:
  return torch.nll_loss_nd(x, torch.to(target, 4), weight, losses.reduced(how), ignore)
def cross_entropy(x: Tensor, target: Tensor, weight: Optional[Tensor], ignore: int, how: str) -> Tuple[Tensor, Tensor]:
  log_prob = torch.log_softmax(x, 1)
  return (losses.likelihood(log_prob, target, weight, ignore, how), log_prob)
