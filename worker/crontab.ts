// Hours in UTC; the night of Almaty. What fell into a time when no worker ran is made up for once.
export const crontab = [
  '* * * * * resume-mail ?jobKey=resume-mail&max=1',
  '* * * * * run-request-deadlines ?jobKey=run-request-deadlines&max=1',
  '*/10 * * * * wake-webhooks ?jobKey=wake-webhooks&max=1',
  '*/5 * * * * expire-consents ?jobKey=expire-consents&max=3',
  '0 5 * * * remind-before-expiry ?jobKey=remind-before-expiry&fill=1d',
  '10 20 * * * purge-expired-codes ?jobKey=purge-expired-codes&fill=1d',
  '30 20 * * * verify-projection ?jobKey=verify-projection&fill=1d',
].join('\n')
