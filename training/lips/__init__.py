"""How the network that hears phones (core/hearing/acoustic.onnx) is made.

Python -m training.lips --help.
"""
