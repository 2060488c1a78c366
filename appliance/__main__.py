"""Entry point of the program and of the binary."""

from appliance import frozen


def main() -> None:
    """Run the program."""
    frozen.settle()
    # Not before: what is imported may take its first look at the environment.
    from appliance import cli

    cli.main()


if __name__ == "__main__":
    main()
