// A small learning platform that sends a newsletter: `node client/example/main.ts subscribers.json`, with PORTAL_URL, PORTAL_KEY (scopes
// decisions:read and choices:write), SMTP_URL, WEBHOOK_SECRET and PORT in the environment.
import { readFile } from 'node:fs/promises'
import { createTransport } from 'nodemailer'
import { createPortalClient } from '../index.ts'
import { sendNewsletter } from './newsletter.ts'
import { createReceiver } from './receiver.ts'
import { Subscribers } from './subscribers.ts'

const {
  PORTAL_URL = 'http://localhost:3000',
  PORTAL_KEY = '',
  SMTP_URL = '',
  WEBHOOK_SECRET = '',
  PORT = '8080',
} = process.env
const subscribers = new Subscribers(JSON.parse(await readFile(process.argv[2] ?? 'subscribers.json', 'utf8')))
const receiver = createReceiver(WEBHOOK_SECRET, subscribers).listen(Number(PORT))

const done = await sendNewsletter(
  {
    portal: createPortalClient({ url: PORTAL_URL, key: PORTAL_KEY }),
    mail: createTransport(SMTP_URL),
    subscribers,
  },
  {
    from: 'Courses <news@example.kz>',
    subject: 'New materials',
    text: ({ name }) => `Hello ${name}, three new lessons are waiting.`,
  },
)
console.log(JSON.stringify(done, null, 2))
receiver.close()
