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
def ctc(log_prob: Tensor, target: Tensor, blank: int) -> Tensor:
  lengths = torch.sum(torch.ge(target, 0), [1], False, dtype=4)
  steps = torch.full([log_prob.size(0)], log_prob.size(1), dtype=4)
  texts = torch.clamp(target, 0, None)
  return torch.ctc_loss(torch.transpose(log_prob, 0, 1), texts, steps, lengths, blank, 1, True)
