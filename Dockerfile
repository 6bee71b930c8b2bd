# KeyCell for machines that are not Debian 12:
#   docker build -t keycell .
#   docker run --rm keycell run quickstart
#   docker run --rm -v "$PWD:/work" keycell run my-scenario.toml
FROM debian:12-slim

# The packages come first, so that a change of the sources does not install them again.
COPY packages/build.txt /keycell/packages/build.txt
RUN apt-get update \
 && sed -e 's/#.*//' /keycell/packages/build.txt \
    | DEBIAN_FRONTEND=noninteractive xargs apt-get install -y --no-install-recommends \
 && rm -rf /var/lib/apt/lists/*

COPY . /keycell
# A build/ that came along with the tree was made on another machine.
RUN cd /keycell && rm -rf build && cmake --preset release && cmake --build build/release --target keycell

WORKDIR /work
ENTRYPOINT ["/keycell/build/release/keycell"]
