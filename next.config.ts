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
  experimental: { serverActions: { bodySizeLimit: '64kb' } },
  turbopack: { root: import.meta.dirname },
}

export default createNextIntlPlugin('./i18n/request.ts')(config)
