"""onnxruntime's dynamic quantization: quantize_dynamic.py MODEL RESULT full|reduced."""

import sys

from onnxruntime.quantization import quantize_dynamic

source, result, weights = sys.argv[1:]
quantize_dynamic(source, result, per_channel=True, reduce_range=weights == "reduced")
