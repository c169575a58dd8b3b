def gradients(loss: Tensor, ps: List[Tensor]) -> List[Tensor]:
  gs = annotate(List[Tensor], [])
  if loss.requires_grad:
    found = torch.grad([loss], ps, None, None, False, True)
    for i in range(len(ps)):
      g = found[i]
      if g is None:
        gs.append(torch.zeros_like(ps[i]))
      else:
        gs.append(g)
  else:
    for i in range(len(ps)):
      gs.append(torch.zeros_like(ps[i]))
  return gs
def reached(loss: Tensor, ps: List[Tensor]) -> Tensor:
  flags = annotate(List[int], [])
  if loss.requires_grad:
    found = torch.grad([loss], ps, None, None, True, True)
    for i in range(len(ps)):
      if found[i] is None:
        flags.append(0)
      else:
        flags.append(1)
  else:
    for i in range(len(ps)):
      flags.append(0)
  return torch.tensor(flags, dtype=4)
def norm(gs: List[Tensor]) -> Tensor:
  return torch.linalg_vector_norm(torch.stack(torch._foreach_norm(gs)))
def clipped(gs: List[Tensor], norm: Tensor, longest: float) -> List[Tensor]:
  return torch._foreach_mul(gs, torch.clamp(torch.div(longest, torch.add(norm, 1e-6)), None, 1.))
def sgd(ps: List[Tensor], gs: List[Tensor], ms: List[Tensor], lr: float, momentum: float, decay: float, nesterov: bool, first: bool) -> Tensor:
  torch._fused_sgd_(ps, gs, ms, weight_decay=decay, momentum=momentum, lr=lr, dampening=0., nesterov=nesterov, maximize=False, is_first_step=first)
  return ps[0]
def adam(ps: List[Tensor], gs: List[Tensor], ms: List[Tensor], vs: List[Tensor], steps: List[Tensor], lr: float, beta1: float, beta2: float, decay: float, epsilon: float) -> Tensor:
  torch._fused_adam_(ps, gs, ms, vs, annotate(List[Tensor], []), steps, lr=lr, beta1=beta1, beta2=beta2, weight_decay=decay, eps=epsilon, amsgrad=False, maximize=False)
  return ps[0]
def adamw(ps: List[Tensor], gs: List[Tensor], ms: List[Tensor], vs: List[Tensor], steps: List[Tensor], lr: float, beta1: float, beta2: float, decay: float, epsilon: float) -> Tensor:
  torch._fused_adamw_(ps, gs, ms, vs, annotate(List[Tensor], []), steps, lr=lr, beta1=beta1, beta2=beta2, weight_decay=decay, eps=epsilon, amsgrad=False, maximize=False)
  return ps[0]
def assign(to: List[Tensor], values: List[Tensor]) -> Tensor:
  for i in range(len(to)):
    _ = torch.copy_(to[i], values[i])
  return to[0]
def zero(gs: List[Tensor]) -> Tensor:
  for i in range(len(gs)):
    _ = torch.zero_(gs[i])
  return gs[0]
def accumulate(sums: List[Tensor], gs: List[Tensor], share: float) -> Tensor:
  for i in range(len(gs)):
    _ = torch.add_(sums[i], gs[i], alpha=share)
  return sums[0]
def count(steps: List[Tensor]) -> Tensor:
  for i in range(len(steps)):
    _ = torch.add_(steps[i], 1)
  return steps[0]
def average(averages: List[Tensor], ps: List[Tensor], steps: Tensor, kept: float) -> Tensor:
  _ = torch.add_(steps, 1)
  taken = float(steps)
  early = (1. + taken) / (10. + taken)
  share = 1. - kept
  if early < kept:
    share = 1. - early
  for i in range(len(ps)):
    _0 = torch.lerp_(averages[i], ps[i], share)
  return averages[0]
def swap(ps: List[Tensor], averages: List[Tensor]) -> Tensor:
  for i in range(len(ps)):
    held = torch.clone(ps[i])
    _ = torch.copy_(ps[i], averages[i])
    _0 = torch.copy_(averages[i], held)
  return ps[0]
