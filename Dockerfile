# One image for every role: GANTRY_ROLE says which (all, api, worker). Sources run as they are; only the pages are built.
FROM node:24-bookworm-slim

ENV PNPM_HOME=/pnpm PATH=/pnpm:$PATH NODE_ENV=production HOST=0.0.0.0 GANTRY_HOME=/data
RUN npm install --global pnpm@12.21.0
WORKDIR /app

# Manifests first, so that a change of sources keeps the installed packages.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY shared/package.json shared/
COPY prisma/package.json prisma/
COPY analytics/package.json analytics/
COPY backend/package.json backend/
COPY frontend/package.json frontend/
RUN pnpm install --frozen-lockfile

COPY . .
RUN node backend/cli/prepare.ts && mkdir /data && chown -R node:node /data

USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/health/live').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--disable-warning=ExperimentalWarning", "backend/cli/gantry.ts", "start"]
