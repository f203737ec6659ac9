"""How long the command line takes to answer `--help`, beside Python's own start: medians of processes."""

import statistics
import subprocess
import sys
import time

RUNS = 15
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "matchmaker --help": [sys.executable, "-m", "matchmaker", "--help"],
}


def main() -> None:
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(RUNS):  # in turns, so that a slow minute of the machine meets both
        for name, command in COMMANDS.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
            times[name].append(time.perf_counter() - start)
    for name, taken in times.items():
        print(f"{name:20} {statistics.median(taken):.2f} s")  # noqa: T201 - a script's output


if __name__ == "__main__":
    main()
