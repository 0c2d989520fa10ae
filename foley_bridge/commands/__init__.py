"""The subcommands of `foley-bridge`: each module has `add_parser(subparsers)`, which sets `func` to its `run(args)`."""
