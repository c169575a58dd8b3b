def mode_of(name: str) -> int:
  if name == "nearest":
    return 1
  if name == "cubic" or name == "bicubic":
    return 2
  return 0
def padding_of(name: str) -> int:
  if name == "border":
    return 1
  if name == "reflection":
    return 2
  return 0
def grid_sample(x: Tensor, grid: Tensor, align: int, mode: str, padding: str) -> Tensor:
  return torch.grid_sampler(x, grid, sampling.mode_of(mode), sampling.padding_of(padding), bool(align))
def affine_grid(theta: Tensor, size: List[int], align: int) -> Tensor:
  if len(size) == 4:
    return torch.affine_grid_generator(theta, size, bool(align))
  flat = sampling.base(size[4], align).reshape([1, 1, -1, 1]).expand([size[2], size[3], size[4], 1])
  down = sampling.base(size[3], align).reshape([1, -1, 1, 1]).expand([size[2], size[3], size[4], 1])
  deep = sampling.base(size[2], align).reshape([-1, 1, 1, 1]).expand([size[2], size[3], size[4], 1])
  points = torch.to(torch.cat([flat, down, deep, torch.ones_like(flat)], 3), theta.dtype)
  y = torch.matmul(torch.reshape(points, [1, -1, 4]), torch.transpose(theta, 1, 2))
  return torch.reshape(y, [size[0], size[2], size[3], size[4], 3])
def base(n: int, align: int) -> Tensor:
  if align == 1:
    return torch.linspace(-1., 1., n)
  return torch.linspace(-1. + 1. / n, 1. - 1. / n, n)
