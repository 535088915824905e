import { builtInCatalogue, choiceName, optionalChoices } from '#domain/consent/rules/catalogue.ts'
import { choiceOf, expect, presses, switchOf, test } from './people.ts'

// Taking back is never harder than giving: every optional choice, every language, a phone and a desktop.
for (const locale of ['kk', 'ru', 'en'] as const)
  for (const width of [390, 1280])
    test.describe(`${locale}, ${width} px`, () => {
      test.use({ viewport: { width, height: 900 } })

      test('withdrawing takes no more presses than granting, on a control of the same size', async ({
        page,
        context,
        portal,
      }) => {
        test.slow()
        await portal.signInNew(context, { locale })
        await page.goto(`/${locale}/my/choices`)
        for (const name of optionalChoices(builtInCatalogue).map(choiceName)) {
          const control = switchOf(page, name)
          const costs: number[] = []
          const sizes: (number | undefined)[] = []
          for (const wanted of ['true', 'false']) {
            const { press, count } = presses()
            sizes.push((await control.boundingBox())?.height)
            while ((await control.getAttribute('aria-checked')) !== wanted) {
              await press(control)
              await expect(control, name).toHaveAttribute('aria-checked', wanted)
              // Kept: the way back is offered.
              await expect(choiceOf(page, name).locator('button[value="undo"]')).toBeVisible()
            }
            costs.push(count())
          }
          expect(costs, name).toEqual([1, 1])
          expect(sizes[0], name).toBe(sizes[1])
        }
      })

      test('agreeing to the service and not agreeing weigh the same', async ({ page, context, portal }) => {
        await portal.signInNew(context, { locale, welcomed: false })
        await page.goto(`/${locale}/my/welcome`)
        const buttons = page.locator('main form:has([value="agree"]) button[type="submit"]')
        await expect(buttons).toHaveCount(2)
        const looks = await buttons.evaluateAll((all) =>
          all.map((one) => {
            if (!(one instanceof HTMLElement)) return null
            const { backgroundColor, color, fontSize, fontWeight, borderColor } = getComputedStyle(one)
            return { backgroundColor, color, fontSize, fontWeight, borderColor, height: one.offsetHeight }
          }),
        )
        expect(looks[0]).toEqual(looks[1])
      })
    })
