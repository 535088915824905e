import { builtInCatalogue } from '#domain/consent/rules/catalogue.ts'
import { readConsentTexts } from '#domain/consent/texts/consent-texts.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { messages } from '../i18n/messages.ts'
import { expect, test } from './people.ts'

/** Facts that the sentences say, again as codes (`i18n/operator-facts.ts`). */
const forPrograms = ['thirdParties', 'abroad', 'published', 'storage']

const words = (text: string) => text.replace(/\s+/g, ' ').trim()

for (const locale of ['kk', 'ru', 'en'] as const)
  test.describe(`the page of choices in ${locale}`, () => {
    test.use({ viewport: { width: 390, height: 844 } })

    test.describe('without script', () => {
      test.use({ javaScriptEnabled: false })

      // Art. 8(4) of Law 94-V: the person, the operator, and all that the hash of a consent text covers.
      test('shows every word that is agreed to, and a condition that several purposes share once', async ({
        page,
        context,
        portal,
      }) => {
        const { subjectId, fullName } = await portal.signInNew(context, { locale })
        await page.goto(`/${locale}/my/choices`)
        const main = words((await page.locator('main').textContent()) ?? '')
        const { name, bin, address } = readOperator(portal.services.env)
        for (const party of [fullName ?? '', name[locale], bin, address[locale]])
          expect(main).toContain(party)
        const texts = (await readConsentTexts(portal.as(subjectId, locale), locale)).filter(
          ({ purpose, topic }) => topic !== '' || builtInCatalogue.purposes.includes(purpose),
        )
        expect(texts).toHaveLength(6)
        const said = texts.flatMap((text) => Object.entries(text.words))
        for (const [name, sentence] of said)
          if (!forPrograms.includes(name)) expect(main, name).toContain(words(sentence))
        const { shared } = messages[locale].purposes
        for (const once of [shared.withdrawal.switch, shared.crossBorder, shared.publication])
          expect(main.split(words(once)), once).toHaveLength(2)
      })
    })

    test('has each switch on the line of its title, no row higher than it, and withdrawal above all', async ({
      page,
      context,
      portal,
    }) => {
      await portal.signInNew(context, { locale })
      await page.goto(`/${locale}/my/choices`)
      const seen = await page.evaluate(() => {
        const box = (one: Element | null) => one?.getBoundingClientRect() ?? new DOMRect()
        const knobs = [...document.querySelectorAll('main [role=switch]')]
        const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
        return {
          beside: knobs.map((knob) => {
            const ids = (knob.getAttribute('aria-labelledby') ?? '').split(' ')
            const title = box(document.getElementById(ids.at(-1) ?? ''))
            return title.top < box(knob).bottom && title.bottom > box(knob).top
          }),
          rows: [...document.querySelectorAll('.choice-channel')].map((row) => {
            const note = box(row.querySelector('p')).height
            return Math.round(box(row).height - note - box(row.querySelector('[role=switch]')).height)
          }),
          firstKnob: box(knobs[0] ?? null).top,
          withdrawal: box(document.querySelector('main a[href$="/withdraw-all"]')).bottom,
          heightInRem: document.documentElement.scrollHeight / rem,
        }
      })
      expect(seen.beside).toEqual(Array.from({ length: 12 }, () => true))
      expect(seen.rows).toEqual(Array.from({ length: 9 }, () => 0))
      expect(seen.withdrawal).toBeLessThan(seen.firstKnob)
      // Half of what the page was before its conditions were said once: 5 560 px, which is 347 rem; the row, in Kazakh of two
      // lines, that leads out of the service; and a line of the footer.
      expect(seen.heightInRem).toBeLessThan(347 / 2 + 6)
    })
  })
