# docker run --rm -v "$PWD:/src:ro" seamline check /src --trust-owner --base origin/main
#
# The mounted repository belongs to another user than the one in the container: hence --trust-owner.

FROM rust:1.95-slim-bookworm AS build
WORKDIR /build
COPY . .
RUN cargo build --release --locked -p seamline && strip target/release/seamline

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /build/target/release/seamline /usr/local/bin/seamline
USER nonroot
WORKDIR /src
ENTRYPOINT ["/usr/local/bin/seamline"]
CMD ["--help"]
