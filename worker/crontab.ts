// Hours in UTC; the night of Almaty. What fell into a time when no worker ran is made up for once.
export const crontab = [
  '* * * * * resume-mail ?jobKey=resume-mail&max=1',
  '* * * * * keep-request-time ?jobKey=keep-request-time&max=1',
  '*/5 * * * * lapse-terms ?jobKey=lapse-terms&max=3',
  '0 5 * * * remind-of-terms ?jobKey=remind-of-terms&fill=1d',
  '10 20 * * * delete-expired ?jobKey=delete-expired&fill=1d',
  '30 20 * * * verify-projection ?jobKey=verify-projection&fill=1d',
].join('\n')
