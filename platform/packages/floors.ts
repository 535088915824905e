/**
 * Versions of a package that have the fixes of known advisories, as a range of semver. `npm audit` asks the registry, which does
 * not answer everywhere; this list is read without a network. Add a line with each advisory that concerns an installed package.
 */
export type Floor = { name: string; fixed: string; advisory: string }

export const floors: readonly Floor[] = [
  {
    name: 'next',
    fixed: '>=16.4.5',
    advisory: 'security release 16.4.5; GHSA-9qr9-h5gf-34mp, GHSA-q4gf-8mx6-v5v3',
  },
  {
    name: 'next-auth',
    fixed: '>=5.0.0-beta.32',
    advisory: 'GHSA-7rqj-j65f-68wh, GHSA-8fpg-xm3f-6cx3, GHSA-5jpx-9hw9-2fx4',
  },
  { name: '@auth/core', fixed: '>=0.41.3', advisory: 'GHSA-7rqj-j65f-68wh' },
  { name: 'drizzle-orm', fixed: '>=0.45.2', advisory: 'GHSA-gpj5-g38j-94v9' },
  { name: 'zod', fixed: '>=4.6.7', advisory: 'security release 4.6.7; GHSA-m95q-7qp3-xv42' },
  {
    name: 'nodemailer',
    fixed: '>=9.0.1',
    advisory: 'GHSA-p6gq-j5cr-w38f, GHSA-268h-hp4c-crq3, GHSA-r7g4-qg5f-qqm2, GHSA-wqvq-jvpq-h66f',
  },
  { name: '@xmldom/xmldom', fixed: '>=0.8.15 <0.9.0 || >=0.9.12', advisory: 'GHSA-6gmq-8vp8-gcm6' },
  { name: 'ajv', fixed: '>=6.14.0 <7.0.0 || >=8.18.0', advisory: 'GHSA-2g4f-4pwh-qvx6' },
  { name: 'ansi-regex', fixed: '>=5.0.1', advisory: 'GHSA-93q8-gq69-wqmw' },
  { name: 'diff', fixed: '>=8.0.3', advisory: 'GHSA-73rr-hh4g-fpgx' },
  { name: 'esbuild', fixed: '>=0.25.0', advisory: 'GHSA-67mh-4wv8-2f99' },
  {
    name: 'fast-uri',
    fixed: '>=3.1.6 <4.0.0 || >=4.1.3',
    advisory: 'GHSA-5jgf-p345-68v8, GHSA-f65p-4m7j-42xc, GHSA-fph4-wmhf-6fwf, GHSA-jqff-g426-hqxp',
  },
  { name: 'find-my-way', fixed: '>=9.0.1', advisory: 'GHSA-rrr8-f88r-h8q6' },
  { name: 'js-yaml', fixed: '>=4.3.2', advisory: 'GHSA-52cp-r559-cp3m, GHSA-mh29-5h37-fv8m' },
  { name: 'json5', fixed: '>=2.2.2', advisory: 'GHSA-9c47-m6qq-7p4h' },
  { name: 'jszip', fixed: '>=3.8.0', advisory: 'GHSA-36fh-84j7-cv5h, GHSA-jg8v-48h5-wgxg' },
  { name: 'mammoth', fixed: '>=1.11.0', advisory: 'CVE-2025-11849' },
  { name: 'nanoid', fixed: '>=3.3.8', advisory: 'GHSA-mwcw-c2x4-8c55' },
  { name: 'picomatch', fixed: '>=2.3.2 <3.0.0 || >=4.0.4', advisory: 'GHSA-c2c7-rcm5-vvqj' },
  { name: 'playwright', fixed: '>=1.55.1', advisory: 'CVE-2025-59288' },
  { name: 'postcss', fixed: '>=8.5.10', advisory: 'GHSA-7fh5-64p2-3v2j, GHSA-qx2v-qp2m-jg93' },
  { name: 'semver', fixed: '>=7.5.2', advisory: 'GHSA-c2qf-rxjj-qqgw' },
  { name: 'sharp', fixed: '>=0.32.6', advisory: 'GHSA-54xq-cgqr-rpm3' },
  { name: 'underscore', fixed: '>=1.13.8', advisory: 'GHSA-qpx9-hpmf-5gmw' },
  { name: 'uuid', fixed: '>=14.0.0', advisory: 'GHSA-w5hq-g745-h8pq' },
  { name: 'y18n', fixed: '>=4.0.1 <5.0.0 || >=5.0.5', advisory: 'GHSA-c4w7-xm78-47vh' },
  { name: 'yargs-parser', fixed: '>=18.1.1', advisory: 'GHSA-p9pc-299p-vxgp' },
  { name: 'yauzl', fixed: '>=3.2.1', advisory: 'GHSA-gmq8-994r-jv83' },
]

/** Copies below their floor that stay, by name and version, each with its reason. */
export const accepted: readonly { name: string; version: string; why: string }[] = [
  {
    name: 'esbuild',
    version: '0.18.20',
    why: 'only its development server is concerned; drizzle-kit, a tool for developers, never starts it',
  },
]
