"""Entry point of the program and of the binary."""

from appliance.cli import main

if __name__ == "__main__":
    main()
