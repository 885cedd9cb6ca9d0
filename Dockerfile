# syntax=docker/dockerfile:1
# The compiler as an image: docker build --tag spindle .
# A fleet is mounted where it works: docker run --rm --volume "$PWD:/work:ro" spindle check

FROM swift:6.3-bookworm AS build
WORKDIR /spindle
COPY scripts/install-dependencies scripts/
RUN scripts/install-dependencies
COPY Package.swift ./
COPY Sources Sources
COPY Tests Tests
# What has been compiled is kept between builds, so what is wanted of it is copied out of the cache.
RUN --mount=type=cache,target=/spindle/.build \
    swift build --configuration release --product spindle --static-swift-stdlib && \
    install -D --strip .build/release/spindle /out/spindle

FROM debian:bookworm-slim
# The versions are those that Debian 12 has: what the build stage linked against.
# hadolint ignore=DL3008
RUN apt-get update && \
    apt-get install --yes --no-install-recommends libgit2-1.5 libjsonnet0 libstdc++6 libyaml-0-2 && \
    rm -rf /var/lib/apt/lists/*
# A mounted repository belongs to somebody outside. Nothing in here runs what a repository could be made to contain.
RUN printf '[safe]\n\tdirectory = *\n' > /etc/gitconfig
COPY --from=build /out/spindle /usr/local/bin/spindle

LABEL org.opencontainers.image.title="spindle" \
      org.opencontainers.image.description="Compiles fleets of self-hosted language models." \
      org.opencontainers.image.version="0.1.0"

USER 65532:65532
WORKDIR /work
ENTRYPOINT ["spindle"]
