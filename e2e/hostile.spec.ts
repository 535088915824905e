import { request as http } from 'node:http'
import type { APIRequestContext } from '@playwright/test'
import { parse } from 'node-html-parser'
import { sessionCookie } from '#domain/access/session-cookie.ts'
import { readHistory } from '#domain/consent/ledger/read-choices.ts'
import { origin } from './origin.ts'
import { expect, type Portal, test } from './people.ts'

type Form = { path: string; fields: [string, string][] }

/** Every form of a page as a browser without script would post it. */
async function formsOf(request: APIRequestContext, path: string): Promise<Form[]> {
  const html = parse(await (await request.get(path)).text())
  return html.querySelectorAll('form[method="POST"], form[enctype]').map((form) => ({
    path,
    fields: form
      .querySelectorAll('input, textarea, select, button[name]')
      .map(
        (field) => [field.getAttribute('name') ?? '', field.getAttribute('value') ?? ''] as [string, string],
      )
      .filter(([name]) => name !== ''),
  }))
}

function body(fields: [string, string][]) {
  const form = new FormData()
  for (const [name, value] of fields) form.append(name, value)
  return form
}

const post = (request: APIRequestContext, form: Form, fields: [string, string][], headers = { origin }) =>
  request.post(form.path, { multipart: body(fields), headers, maxRedirects: 0, failOnStatusCode: false })

const pages = ['/ru/sign-in', '/ru/my', '/ru/my/choices', '/ru/my/choices/withdraw-all', '/ru/my/profile']

async function signedIn(portal: Portal, request: APIRequestContext) {
  const learner = await portal.mint()
  const cookies: { name: string; value: string }[] = []
  const jar = { addCookies: async (given: typeof cookies) => void cookies.push(...given) }
  await portal.signIn(jar as never, learner)
  const cookie = cookies.find(({ name }) => name === sessionCookie(portal.services.env).name)
  return { learner, headers: { cookie: `${cookie?.name}=${cookie?.value}` }, request }
}

test('a form posted twice is one choice', async ({ playwright, portal, request }) => {
  const { learner, headers } = await signedIn(portal, request)
  const own = await playwright.request.newContext({ baseURL: origin, extraHTTPHeaders: headers })
  const [form] = (await formsOf(own, '/ru/my/choices')).filter(({ fields }) =>
    fields.some(([name]) => name === 'purpose'),
  )
  if (!form) throw new Error('no switch on the page')
  const answers = await Promise.all([1, 2, 3].map(() => post(own, form, form.fields)))
  for (const answer of answers) expect(answer.status()).toBe(303)
  const { items } = await readHistory(portal.as(learner.subjectId), learner.subjectId)
  expect(items.filter(({ purpose }) => purpose !== 'service')).toHaveLength(1)
  await own.dispose()
})

test('a form from a foreign page, or from nowhere, is refused', async ({ playwright, portal, request }) => {
  const { learner, headers } = await signedIn(portal, request)
  const own = await playwright.request.newContext({ baseURL: origin, extraHTTPHeaders: headers })
  const forms = (await Promise.all(pages.slice(1).map((path) => formsOf(own, path)))).flat()
  for (const form of forms)
    for (const foreign of ['https://evil.example', 'null', ''])
      expect((await post(own, form, form.fields, { origin: foreign })).status(), form.path).toBe(403)
  expect((await readHistory(portal.as(learner.subjectId), learner.subjectId)).items).toHaveLength(1)
  await own.dispose()
})

type Raw = { method?: string; path: string; headers?: Record<string, string>; body?: Buffer | string }

function raw({
  method = 'POST',
  path,
  headers = {},
  body = '',
}: Raw): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = http(
      { host: 'localhost', port: new URL(origin).port, method, path, headers: { origin, ...headers } },
      (answer) => {
        let text = ''
        answer.on('data', (part) => (text += part))
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      },
    )
    // A body that is refused before it is all sent ends in a broken pipe after the answer.
    sent.on('error', (error) => setTimeout(() => reject(error), 200))
    sent.end(body)
  })
}

const multipart = 'multipart/form-data; boundary=x'

for (const [name, given, allowed] of [
  [
    'ten megabytes',
    { path: '/ru/sign-in', headers: { 'content-type': multipart }, body: Buffer.alloc(10_000_000, 97) },
    [413],
  ],
  [
    'a multipart body cut short',
    {
      path: '/ru/sign-in',
      headers: { 'content-type': multipart },
      body: '--x\r\nContent-Disposition: form-data; name="em',
    },
    [400],
  ],
  [
    'a multipart body without a boundary',
    { path: '/ru/sign-in', headers: { 'content-type': 'multipart/form-data' }, body: 'x' },
    [400],
  ],
  [
    'an action that does not exist',
    {
      path: '/ru/sign-in',
      headers: { 'next-action': '0'.repeat(42), 'content-type': 'text/plain' },
      body: '[]',
    },
    [400, 404],
  ],
  [
    'an action body that is no list',
    {
      path: '/ru/sign-in',
      headers: { 'next-action': 'x', 'content-type': 'text/plain' },
      body: '{"__proto__":1',
    },
    [400, 404],
  ],
  [
    'a compressed body',
    { path: '/ru/sign-in', headers: { 'content-encoding': 'gzip', 'content-type': multipart }, body: 'x' },
    [415],
  ],
  [
    'a wrong type',
    { path: '/ru/sign-in', headers: { 'content-type': 'application/xml' }, body: '<a/>' },
    [400, 415],
  ],
  [
    'a form that is none of ours',
    {
      path: '/ru/sign-in',
      headers: { 'content-type': multipart },
      body: '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n',
    },
    [400],
  ],
  [
    'a form with the marks of an action that cannot be read',
    {
      path: '/ru/sign-in',
      headers: { 'content-type': multipart },
      body: ['$ACTION_REF_1', '$ACTION_1:0']
        .map((name) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n[\r\n`)
        .join('')
        .concat('--x--\r\n'),
    },
    [400],
  ],
  [
    'a form to a page that has none',
    {
      path: '/ru/policy',
      headers: { 'content-type': multipart },
      body: '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n',
    },
    [400],
  ],
  ['a page asked of what is only posted', { method: 'GET', path: '/ru/staff/requests/export' }, [405]],
  ['an address longer than any', { method: 'GET', path: `/ru/policy?${'x'.repeat(20_000)}` }, [431]],
  ['a NUL in the query', { method: 'GET', path: '/ru/sign-in?next=%00' }, [400]],
  ['a lone surrogate in the query', { method: 'GET', path: '/ru/requests/proof?of=%ED%A0%80' }, [400]],
  ['a broken percent sign', { method: 'GET', path: '/ru/%E0%A4%A' }, [400]],
  ['a lone surrogate in the path', { method: 'GET', path: '/ru/%ED%A0%80' }, [400]],
  ['a NUL in the path', { method: 'GET', path: '/ru/%00' }, [400]],
  ['a method of no use here', { method: 'DELETE', path: '/ru/policy' }, [405]],
  [
    'a forged internal header',
    {
      method: 'GET',
      path: '/ru/my',
      headers: { 'x-middleware-subrequest': 'proxy', 'x-next-intl-locale': 'zz' },
    },
    [307, 303, 200],
  ],
] as [string, Raw, number[]][])
  test(`${name} gets a clear answer`, async () => {
    const answer = await raw(given)
    expect(allowed).toContain(answer.status)
    expect(answer.text).not.toMatch(/at .+:\d+:\d+|postgres|Error:/)
    if (answer.status < 400) return
    // A script of our pages gets a code and says it beside the form, in the language of the page.
    if (given.headers?.['next-action']) expect(answer.text).toMatch(/^(malformed|not-found)$/)
    else expect(answer.text).toMatch(/прочитать|[Сс]лишком|Такой|Так обратиться|в\sтаком виде/)
  })
