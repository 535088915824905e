/**
 * What a person who has just started the portal wants to know.
 * @param {import('./environment.mjs').Settings} settings
 * @returns {string[]} lines
 */
export function welcome({ appUrl, sample, mailbox, dataDir }) {
  const lines = [
    `The portal     ${appUrl}`,
    `The policy     ${appUrl}/kk/policy  ${appUrl}/ru/policy  ${appUrl}/en/policy`,
    `Logs and data  ${dataDir}`,
  ]
  if (sample) {
    lines.push(
      '',
      'Sample data is loaded. Sign in as learner@sample.test or learner2@sample.test, by the link in a mail.',
      `Staff: ${appUrl}/staff as support@ officer@ security@ auditor@ or admin@sample.test;`,
      '       npm run portal -- sample password EMAIL, then npm run portal -- sample totp EMAIL',
    )
  } else {
    lines.push(
      '',
      `Staff: ${appUrl}/staff; the first administrator comes in by a link:`,
      '       npm run portal -- staff invite EMAIL --role administrator',
      'What privacy officers and administrators need: docs/operations.md, The first administrator.',
    )
  }
  if (mailbox) lines.push(`Mail is kept here and sent nowhere: ${appUrl}/sample/mailbox`)
  return [...lines, '']
}
