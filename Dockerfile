# The image of khabarshy. It runs as a plain user with a read-only root file system; its data is in the volume /data.
# tests/install/image.ts runs these steps without Docker, so it knows only the instructions that stand here.

FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY bin bin
COPY src src
COPY data data
RUN node scripts/build.js && npm prune --omit=dev --ignore-scripts && rm -rf src node_modules/node-linux-*
RUN node --max-semi-space-size=4 --max-old-space-size=128 --no-opt --no-concurrent-recompilation scripts/fill-cache.js

FROM node:24-bookworm-slim
WORKDIR /app
COPY --from=build /build/package.json package.json
COPY --from=build /build/bin bin
COPY --from=build /build/data data
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
# The mode 1777: whoever the container runs as may keep data there.
RUN mkdir -p /data && chmod 1777 /data && ln -s /app/bin/khabarshy.js /usr/local/bin/khabarshy
ENV NODE_ENV=production
ENV HTTP_HOST=0.0.0.0
ENV DATABASE_URL=sqlite:/data/khabarshy.db
WORKDIR /data
VOLUME /data
USER node
EXPOSE 8080
# Node is PID 1 here: khabarshy handles SIGTERM itself, and starts no processes that nobody would wait for.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HTTP_PORT || 8080}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--max-semi-space-size=4", "--max-old-space-size=128", "--no-opt", "--no-concurrent-recompilation", "/app/bin/khabarshy.js"]
CMD ["run"]
