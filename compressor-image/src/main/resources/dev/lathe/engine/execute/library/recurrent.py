def activate(x: Tensor, name: str, alpha: float, beta: float) -> Tensor:
  if name == "Sigmoid":
    return torch.sigmoid(x)
  if name == "Tanh":
    return torch.tanh(x)
  if name == "Relu":
    return torch.relu(x)
  if name == "Affine":
    return torch.add(torch.mul(x, alpha), beta)
  if name == "LeakyRelu":
    return torch.leaky_relu(x, alpha)
  if name == "ThresholdedRelu":
    return elementwise.thresholded_relu(x, alpha)
  if name == "ScaledTanh":
    return torch.mul(torch.tanh(torch.mul(x, beta)), alpha)
  if name == "HardSigmoid":
    return elementwise.hard_sigmoid(x, alpha, beta)
  if name == "Elu":
    return torch.elu(x, alpha)
  if name == "Softsign":
    return elementwise.softsign(x)
  return torch.softplus(x)
def clipped(x: Tensor, clip: float) -> Tensor:
  if clip > 0.:
    return torch.clamp(x, torch.neg(clip), clip)
  return x
def initial(given: Optional[Tensor], x: Tensor, directions: int, hidden: int, batch_first: int) -> Tensor:
  if given is None:
    return torch.zeros([directions, x.size(1), hidden], dtype=x.dtype)
  if batch_first == 1:
    return torch.transpose(given, 0, 1)
  return given
def steps(n: int, backward: bool) -> List[int]:
  order = annotate(List[int], [])
  for i in range(n):
    if backward:
      order.append(n - 1 - i)
    else:
      order.append(i)
  return order
def inputs(x: Tensor, w: Tensor, b: Optional[Tensor], recurrent: int) -> Tensor:
  if b is None:
    return torch.matmul(x, torch.t(w))
  n = w.size(0)
  bias = torch.narrow(b, 0, 0, n)
  if recurrent == 1:
    bias = torch.add(bias, torch.narrow(b, 0, n, n))
  return torch.linear(x, w, bias)
def alive(lengths: Optional[Tensor], t: int) -> Optional[Tensor]:
  if lengths is None:
    return None
  return torch.unsqueeze(torch.gt(lengths, t), 1)
def kept(new: Tensor, old: Tensor, mask: Optional[Tensor]) -> Tensor:
  if mask is None:
    return new
  return torch.where(mask, new, old)
def shown(new: Tensor, mask: Optional[Tensor]) -> Tensor:
  if mask is None:
    return new
  return torch.where(mask, new, torch.zeros_like(new))
def ordered(ys: List[Tensor], backward: bool) -> Tensor:
  if backward:
    turned = annotate(List[Tensor], [])
    for i in range(len(ys)):
      turned.append(ys[len(ys) - 1 - i])
    return torch.stack(turned, 0)
  return torch.stack(ys, 0)
def part(b: Optional[Tensor], d: int) -> Optional[Tensor]:
  if b is None:
    return None
  return torch.select(b, 0, d)
def rnn_one(x: Tensor, w: Tensor, r: Tensor, b: Optional[Tensor], lengths: Optional[Tensor], h0: Tensor, names: List[str], alphas: List[float], betas: List[float], clip: float, backward: bool) -> Tuple[Tensor, Tensor]:
  gates = recurrent.inputs(x, w, b, 1)
  h = h0
  ys = annotate(List[Tensor], [])
  for t in recurrent.steps(x.size(0), backward):
    mask = recurrent.alive(lengths, t)
    g = recurrent.clipped(torch.add(torch.select(gates, 0, t), torch.matmul(h, torch.t(r))), clip)
    new = recurrent.activate(g, names[0], alphas[0], betas[0])
    h = recurrent.kept(new, h, mask)
    ys.append(recurrent.shown(new, mask))
  return (recurrent.ordered(ys, backward), h)
def gru_one(x: Tensor, w: Tensor, r: Tensor, b: Optional[Tensor], lengths: Optional[Tensor], h0: Tensor, names: List[str], alphas: List[float], betas: List[float], clip: float, reset_after: int, backward: bool) -> Tuple[Tensor, Tensor]:
  n = r.size(1)
  gates = recurrent.inputs(x, w, b, 0)
  bias = torch.zeros([3 * n], dtype=x.dtype)
  if b is not None:
    bias = torch.narrow(b, 0, 3 * n, 3 * n)
  zr = torch.t(torch.narrow(r, 0, 0, 2 * n))
  zr_bias = torch.narrow(bias, 0, 0, 2 * n)
  rh = torch.t(torch.narrow(r, 0, 2 * n, n))
  h_bias = torch.narrow(bias, 0, 2 * n, n)
  h = h0
  ys = annotate(List[Tensor], [])
  for t in recurrent.steps(x.size(0), backward):
    mask = recurrent.alive(lengths, t)
    g = torch.select(gates, 0, t)
    zrs = torch.add(torch.narrow(g, 1, 0, 2 * n), torch.addmm(zr_bias, h, zr))
    z = recurrent.activate(recurrent.clipped(torch.narrow(zrs, 1, 0, n), clip), names[0], alphas[0], betas[0])
    reset = recurrent.activate(recurrent.clipped(torch.narrow(zrs, 1, n, n), clip), names[0], alphas[0], betas[0])
    into = torch.narrow(g, 1, 2 * n, n)
    if reset_after == 1:
      into = torch.add(into, torch.mul(reset, torch.addmm(h_bias, h, rh)))
    else:
      into = torch.add(into, torch.addmm(h_bias, torch.mul(reset, h), rh))
    candidate = recurrent.activate(recurrent.clipped(into, clip), names[1], alphas[1], betas[1])
    new = torch.add(candidate, torch.mul(z, torch.sub(h, candidate)))
    h = recurrent.kept(new, h, mask)
    ys.append(recurrent.shown(new, mask))
  return (recurrent.ordered(ys, backward), h)
def lstm_one(x: Tensor, w: Tensor, r: Tensor, b: Optional[Tensor], lengths: Optional[Tensor], h0: Tensor, c0: Tensor, p: Optional[Tensor], names: List[str], alphas: List[float], betas: List[float], clip: float, coupled: int, backward: bool) -> Tuple[Tensor, Tensor, Tensor]:
  n = r.size(1)
  gates = recurrent.inputs(x, w, b, 1)
  rt = torch.t(r)
  h = h0
  c = c0
  ys = annotate(List[Tensor], [])
  for t in recurrent.steps(x.size(0), backward):
    mask = recurrent.alive(lengths, t)
    g = torch.add(torch.select(gates, 0, t), torch.matmul(h, rt))
    i, o, f, u, = torch.split(g, n, 1)
    if p is not None:
      i = torch.add(i, torch.mul(torch.narrow(p, 0, 0, n), c))
      f = torch.add(f, torch.mul(torch.narrow(p, 0, 2 * n, n), c))
    i = recurrent.activate(recurrent.clipped(i, clip), names[0], alphas[0], betas[0])
    if coupled == 1:
      f = torch.rsub(i, 1)
    else:
      f = recurrent.activate(recurrent.clipped(f, clip), names[0], alphas[0], betas[0])
    u = recurrent.activate(recurrent.clipped(u, clip), names[1], alphas[1], betas[1])
    cell = torch.add(torch.mul(f, c), torch.mul(i, u))
    if p is not None:
      o = torch.add(o, torch.mul(torch.narrow(p, 0, n, n), cell))
    o = recurrent.activate(recurrent.clipped(o, clip), names[0], alphas[0], betas[0])
    new = torch.mul(o, recurrent.activate(cell, names[2], alphas[2], betas[2]))
    h = recurrent.kept(new, h, mask)
    c = recurrent.kept(cell, c, mask)
    ys.append(recurrent.shown(new, mask))
  return (recurrent.ordered(ys, backward), h, c)
def laid(ys: List[Tensor], batch_first: int) -> Tensor:
  y = torch.stack(ys, 1)
  if batch_first == 1:
    return torch.permute(y, [2, 0, 1, 3])
  return y
def last(hs: List[Tensor], batch_first: int) -> Tensor:
  return torch.stack(hs, batch_first)
def rnn(given: Tensor, w: Tensor, r: Tensor, b: Optional[Tensor], lengths: Optional[Tensor], h0: Optional[Tensor], direction: str, names: List[str], alphas: List[float], betas: List[float], clip: float, batch_first: int) -> Tuple[Tensor, Tensor]:
  x = given
  if batch_first == 1:
    x = torch.transpose(given, 0, 1)
  h = recurrent.initial(h0, x, w.size(0), r.size(2), batch_first)
  ys = annotate(List[Tensor], [])
  hs = annotate(List[Tensor], [])
  for d in range(w.size(0)):
    backward = direction == "reverse" or d == 1
    y, last, = recurrent.rnn_one(x, torch.select(w, 0, d), torch.select(r, 0, d), recurrent.part(b, d), lengths, torch.select(h, 0, d), names[d:], alphas[d:], betas[d:], clip, backward)
    ys.append(y)
    hs.append(last)
  return (recurrent.laid(ys, batch_first), recurrent.last(hs, batch_first))
def gru(given: Tensor, w: Tensor, r: Tensor, b: Optional[Tensor], lengths: Optional[Tensor], h0: Optional[Tensor], direction: str, names: List[str], alphas: List[float], betas: List[float], clip: float, batch_first: int, reset_after: int) -> Tuple[Tensor, Tensor]:
  x = given
  if batch_first == 1:
    x = torch.transpose(given, 0, 1)
  h = recurrent.initial(h0, x, w.size(0), r.size(2), batch_first)
  ys = annotate(List[Tensor], [])
  hs = annotate(List[Tensor], [])
  for d in range(w.size(0)):
    backward = direction == "reverse" or d == 1
    y, last, = recurrent.gru_one(x, torch.select(w, 0, d), torch.select(r, 0, d), recurrent.part(b, d), lengths, torch.select(h, 0, d), names[2 * d:], alphas[2 * d:], betas[2 * d:], clip, reset_after, backward)
    ys.append(y)
    hs.append(last)
  return (recurrent.laid(ys, batch_first), recurrent.last(hs, batch_first))
def lstm(given: Tensor, w: Tensor, r: Tensor, b: Optional[Tensor], lengths: Optional[Tensor], h0: Optional[Tensor], c0: Optional[Tensor], p: Optional[Tensor], direction: str, names: List[str], alphas: List[float], betas: List[float], clip: float, batch_first: int, coupled: int) -> Tuple[Tensor, Tensor, Tensor]:
  x = given
  if batch_first == 1:
    x = torch.transpose(given, 0, 1)
  h = recurrent.initial(h0, x, w.size(0), r.size(2), batch_first)
  c = recurrent.initial(c0, x, w.size(0), r.size(2), batch_first)
  ys = annotate(List[Tensor], [])
  hs = annotate(List[Tensor], [])
  cs = annotate(List[Tensor], [])
  for d in range(w.size(0)):
    backward = direction == "reverse" or d == 1
    y, last, cell, = recurrent.lstm_one(x, torch.select(w, 0, d), torch.select(r, 0, d), recurrent.part(b, d), lengths, torch.select(h, 0, d), torch.select(c, 0, d), recurrent.part(p, d), names[3 * d:], alphas[3 * d:], betas[3 * d:], clip, coupled, backward)
    ys.append(y)
    hs.append(last)
    cs.append(cell)
  return (recurrent.laid(ys, batch_first), recurrent.last(hs, batch_first), recurrent.last(cs, batch_first))
