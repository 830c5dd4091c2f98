"""Document in, a proposal out, by a small encoder; needs numpy and onnxruntime."""
