"""How the network that hears phones (core/hearing/acoustic.onnx) is made: python -m training.lips --help."""
