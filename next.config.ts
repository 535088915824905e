import type { NextConfig } from 'next'
import createNextIntlPlugin from 'next-intl/plugin'

const config: NextConfig = {
  poweredByHeader: false,
  // The server in front compresses snapshots once; behind nginx, nginx compresses the rest.
  compress: true,
  images: { unoptimized: true },
  reactStrictMode: true,
  typescript: { ignoreBuildErrors: true },
  distDir: process.env.PORTAL_DIST_DIR || '.next',
  serverExternalPackages: ['postgres', 'drizzle-orm', 'pino', 'graphile-worker', 'nodemailer'],
  // Staff who may not open a page are answered 403, with the reason.
  // The server in front lets 64 KB through, and more only where files are sent (`app/_server/front/uploads.ts`).
  experimental: { serverActions: { bodySizeLimit: '28mb' }, authInterrupts: true },
  turbopack: { root: import.meta.dirname },
}

export default createNextIntlPlugin('./i18n/request.ts')(config)
