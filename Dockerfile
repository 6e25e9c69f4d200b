# Base images by tag. A release pins them: .github/workflows/release.yaml looks up what the tags stand for, and passes that.
ARG BUILD_IMAGE=docker.io/library/node:24-bookworm-slim
ARG RUN_IMAGE=gcr.io/distroless/nodejs24-debian13:nonroot

# On the machine's own platform whatever the image is for: the bundle is JavaScript alone.
FROM --platform=$BUILDPLATFORM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-progress
COPY build.ts tsconfig.json ./
COPY src ./src
RUN node build.ts

# The image holds Node.js and one file: no package tree, no shell, no package manager.
FROM ${RUN_IMAGE}
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG SOURCE=https://github.com/example/gitops-security-operator
LABEL org.opencontainers.image.title="gitops-security-operator" \
      org.opencontainers.image.description="Keeps Argo CD and the clusters it deploys to hardened, and tells the truth about it" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.documentation="${SOURCE}#readme"
# Of root, and writable by nobody: the operator could not change itself.
COPY --from=build --chown=0:0 --chmod=0444 /src/dist/operator.mjs /app/operator.mjs
# By number, as `runAsNonRoot` cannot judge a name.
USER 65532:65532
EXPOSE 8080
# The entry point, as arguments of a container replace the command. A small young generation saves a quarter of the memory
# and costs no time: make bench-audit.
ENTRYPOINT ["/nodejs/bin/node", "--max-semi-space-size=2", "/app/operator.mjs"]
