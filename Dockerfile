# One image for every role: the bridge (ROLES decides which part), its command line and the sandbox. Nothing below /app
# belongs to the user it runs as, and nothing is written: it runs with a read-only file system.
#   docker build -t interview-bridge .
#   docker run --rm interview-bridge --help

# Packages may hold native code, so they are those of the platform that the image is for.
FROM node:24.21-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --loglevel=error

# What is built is the same for every platform.
FROM --platform=$BUILDPLATFORM node:24.21-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --ignore-scripts --loglevel=error
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY sandbox ./sandbox
RUN npm run build && chmod 755 dist/src/main.js && mkdir bin && ln -s ../dist/src/main.js bin/bridge

FROM node:24.21-bookworm-slim
ENV NODE_ENV=production
ENV PATH=/app/bin:$PATH
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/bin ./bin
COPY package.json LICENSE ./
# The image's user "node", as a number: Kubernetes can then see that it is not root.
USER 1000:1000
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 CMD ["node", "/app/dist/src/healthcheck.js"]
ENTRYPOINT ["node", "/app/dist/src/main.js"]
