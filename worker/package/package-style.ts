/** The look of a copy that is read without the portal: paper and ink as on its pages, with the font of the reader's device: common
 * serif fonts lack Kazakh letters. */
export const packageStyle = `
:root { color-scheme: light dark; --paper: #fbfaf7; --ink: #1d2320; --soft: #55605a; --rule: #d9d6cd; --accent: #14564a }
@media (prefers-color-scheme: dark) {
  :root { --paper: #171b19; --ink: #e9e7e0; --soft: #a9b2ac; --rule: #38403b; --accent: #8fcfbf }
}
* { box-sizing: border-box }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 52rem; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.55 system-ui, "Segoe UI", "Noto Sans", sans-serif; overflow-wrap: anywhere }
h1, h2 { font-weight: 650; line-height: 1.25; margin: 0 0 .5rem }
h1 { font-size: clamp(1.5rem, 7.5vw, 2rem) }
h2 { font-size: 1.375rem }
p { margin: .5rem 0; max-width: 42rem }
.lead { font-size: 1.125rem }
.soft, dt { color: var(--soft) }
.sample { border: 1px solid currentcolor; padding: .25rem .75rem; display: inline-block }
a { color: var(--accent) }
nav, section { border-top: 1px solid var(--rule); padding-top: 1.5rem; margin-top: 2.5rem }
nav ul { list-style: none; margin: 1rem 0 0; padding: 0 }
nav li { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1.5rem; padding: .375rem 0;
  border-bottom: 1px solid var(--rule); font-variant-numeric: tabular-nums }
ol { list-style: none; margin: 1rem 0 0; padding: 0 }
ol > li { border-top: 1px solid var(--rule); padding: .75rem 0 }
dl { margin: 0 }
dl div { display: grid; grid-template-columns: minmax(0, 13rem) minmax(0, 1fr); gap: 0 1.5rem; padding: .125rem 0; align-items: baseline }
dt { font-size: .9375rem }
dd { margin: 0; white-space: pre-wrap }
summary { cursor: pointer; padding: .5rem 0; color: var(--soft) }
.files a { display: inline-block; margin-right: 1.25rem; padding: .375rem 0 }
output p { font-weight: 600 }
pre { white-space: pre-wrap; border: 1px solid var(--rule); padding: .75rem; font-size: .875rem }
@media (max-width: 36rem) { dl div { grid-template-columns: minmax(0, 1fr) } }
@media print { body { max-width: none } nav, .files { display: none } }
`
