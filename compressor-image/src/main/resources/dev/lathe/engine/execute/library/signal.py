def window(size: Tensor, periodic: int, a: float, b: float, c: float, dtype: int) -> Tensor:
  n = int(size)
  over = n
  if periodic == 0:
    over = n - 1
  at = torch.mul(torch.arange(n, dtype=7), 6.283185307179586 / over)
  y = torch.add(torch.sub(a, torch.mul(torch.cos(at), b)), torch.mul(torch.cos(torch.mul(at, 2.)), c))
  return torch.to(y, dtype)
def as_complex(x: Tensor) -> Tensor:
  if x.size(-1) == 1:
    return torch.complex(torch.select(x, -1, 0), torch.zeros_like(torch.select(x, -1, 0)))
  return torch.view_as_complex(x.contiguous())
def dft(x: Tensor, length: Optional[Tensor], axis: int, inverse: int, onesided: int) -> Tensor:
  at = axis
  if at < 0:
    at = at + x.dim()
  z = signal.as_complex(x)
  n = z.size(at)
  if length is not None:
    n = int(torch.item(length))
  elif inverse == 1 and onesided == 1:
    n = 2 * (z.size(at) - 1)
  if inverse == 1 and onesided == 1:
    return torch.unsqueeze(torch.fft_irfft(z, n, at), -1)
  y = z
  if inverse == 1:
    y = torch.fft_ifft(z, n, at)
  else:
    y = torch.fft_fft(z, n, at)
  if onesided == 1:
    y = torch.narrow(y, at, 0, torch.floordiv(n, 2) + 1)
  return torch.view_as_real(y)
def stft(x: Tensor, step: Tensor, window: Optional[Tensor], length: Optional[Tensor], onesided: int) -> Tensor:
  n = x.size(1)
  if length is not None:
    n = int(torch.item(length))
  elif window is not None:
    n = torch.numel(window)
  frames = torch.unfold(signal.as_complex(x), 1, n, int(torch.item(step)))
  if window is not None:
    frames = torch.mul(frames, window)
  y = torch.fft_fft(frames, n, -1)
  if onesided == 1:
    y = torch.narrow(y, -1, 0, torch.floordiv(n, 2) + 1)
  return torch.view_as_real(y)
def mel_hertz(mel: Tensor) -> Tensor:
  return torch.mul(torch.sub(torch.pow(10., torch.div(mel, 2595.)), 1.), 700.)
def mel_weights(bins: Tensor, length: Tensor, rate: Tensor, low: Tensor, high: Tensor, dtype: int) -> Tensor:
  n = int(torch.item(bins))
  size = int(torch.item(length))
  lowest = torch.mul(torch.log10(torch.add(torch.div(torch.to(low, 7), 700.), 1.)), 2595.)
  highest = torch.mul(torch.log10(torch.add(torch.div(torch.to(high, 7), 700.), 1.)), 2595.)
  mels = torch.add(torch.mul(torch.arange(n + 2, dtype=7), torch.div(torch.sub(highest, lowest), n + 2)), lowest)
  edges = layout.ints(torch.floor(torch.div(torch.mul(signal.mel_hertz(mels), size + 1), torch.item(rate))))
  y = torch.zeros([torch.floordiv(size, 2) + 1, n], dtype=7)
  for i in range(n):
    left = edges[i]
    centre = edges[i + 1]
    right = edges[i + 2]
    if centre == left:
      y = torch.index_put(y, [torch.tensor([centre]), torch.tensor([i])], torch.ones([1], dtype=7))
    else:
      rising = torch.arange(left, centre + 1)
      y = torch.index_put(y, [rising, torch.full_like(rising, i)], torch.div(torch.to(torch.sub(rising, left), 7), centre - left))
    if right > centre:
      falling = torch.arange(centre, right)
      y = torch.index_put(y, [falling, torch.full_like(falling, i)], torch.div(torch.to(torch.rsub(falling, right), 7), right - centre))
  return torch.to(y, dtype)
