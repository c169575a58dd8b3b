def heads(x: Tensor, n: int) -> Tensor:
  if x.dim() == 4:
    return x
  return torch.transpose(torch.reshape(x, [x.size(0), x.size(1), n, -1]), 1, 2)
def additive(mask: Tensor, dtype: int) -> Tensor:
  if mask.dtype == 11:
    none = torch.zeros_like(mask, dtype=dtype)
    return torch.masked_fill(none, torch.logical_not(mask), -inf)
  return mask
def widened(mask: Tensor, keys: int) -> Tensor:
  missing = keys - mask.size(-1)
  if missing > 0:
    return torch.constant_pad_nd(mask, [0, missing], -inf)
  return mask
def causal(queries: int, keys: int, past: int, dtype: int) -> Tensor:
  ahead = torch.gt(torch.unsqueeze(torch.arange(keys), 0), torch.add(torch.unsqueeze(torch.arange(queries), 1), past))
  return torch.masked_fill(torch.zeros([queries, keys], dtype=dtype), ahead, -inf)
def attention(query: Tensor, key: Tensor, value: Tensor, mask: Optional[Tensor], past_key: Optional[Tensor], past_value: Optional[Tensor], lengths: Optional[Tensor], is_causal: int, kv_heads: int, q_heads: int, mode: int, scale: Optional[float], softcap: float, precision: Optional[int]) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
  q = attention.heads(query, q_heads)
  k = attention.heads(key, kv_heads)
  v = attention.heads(value, kv_heads)
  past = 0
  if past_key is not None:
    k = torch.cat([past_key, k], 2)
    past = past_key.size(2)
  if past_value is not None:
    v = torch.cat([past_value, v], 2)
  factor = torch.sqrt(1. / torch.sqrt(float(q.size(3))))
  if scale is not None:
    factor = torch.sqrt(scale)
  bias = torch.zeros([q.size(2), k.size(2)], dtype=q.dtype)
  if is_causal == 1:
    bias = attention.causal(q.size(2), k.size(2), past, q.dtype)
  if mask is not None:
    bias = torch.add(bias, attention.widened(attention.additive(mask, q.dtype), k.size(2)))
  if lengths is not None:
    beyond = torch.ge(torch.unsqueeze(torch.arange(k.size(2)), 0), torch.unsqueeze(lengths, 1))
    padding = torch.masked_fill(torch.zeros([k.size(0), k.size(2)], dtype=q.dtype), beyond, -inf)
    bias = torch.add(bias, torch.unsqueeze(torch.unsqueeze(padding, 1), 1))
  repeats = torch.floordiv(q.size(1), k.size(1))
  many_k = k
  many_v = v
  if repeats > 1:
    many_k = torch.repeat_interleave(k, repeats, 1)
    many_v = torch.repeat_interleave(v, repeats, 1)
  scores = torch.matmul(torch.mul(q, factor), torch.transpose(torch.mul(many_k, factor), 2, 3))
  shown = scores
  biased = torch.add(scores, bias)
  if mode == 1:
    shown = biased
  if softcap > 0.:
    biased = torch.mul(torch.tanh(torch.div(biased, softcap)), softcap)
  if mode == 2:
    shown = biased
  kind = biased.dtype
  if precision is not None:
    kind = precision
  weights = torch.to(torch.softmax(biased, -1, dtype=kind), q.dtype)
  if mode == 3:
    shown = weights
  y = torch.matmul(weights, many_v)
  if query.dim() == 3:
    y = torch.flatten(torch.transpose(y, 1, 2), 2)
  return (y, k, v, shown)
def rotary(x: Tensor, cos: Tensor, sin: Tensor, positions: Optional[Tensor], interleaved: int, heads: int, dim: int) -> Tensor:
  y = x
  if x.dim() == 4:
    y = torch.transpose(x, 1, 2)
  else:
    y = torch.reshape(x, [x.size(0), x.size(1), heads, -1])
  n = dim
  if n == 0:
    n = y.size(3)
  c = cos
  s = sin
  if positions is not None:
    c = torch.embedding(cos, positions)
    s = torch.embedding(sin, positions)
  half = torch.floordiv(n, 2)
  c = torch.unsqueeze(torch.narrow(c, 2, 0, half), 2)
  s = torch.unsqueeze(torch.narrow(s, 2, 0, half), 2)
  turned = torch.narrow(y, 3, 0, n)
  kept = torch.narrow(y, 3, n, y.size(3) - n)
  a = torch.narrow(turned, 3, 0, half)
  b = torch.narrow(turned, 3, half, half)
  if interleaved == 1:
    a = torch.slice(turned, 3, 0, n, 2)
    b = torch.slice(turned, 3, 1, n, 2)
  real = torch.sub(torch.mul(c, a), torch.mul(s, b))
  imaginary = torch.add(torch.mul(s, a), torch.mul(c, b))
  done = torch.cat([real, imaginary], 3)
  if interleaved == 1:
    done = torch.flatten(torch.stack([real, imaginary], -1), 3)
  y = torch.cat([done, kept], 3)
  if x.dim() == 4:
    return torch.transpose(y, 1, 2)
  return torch.view_as(y.contiguous(), x)
