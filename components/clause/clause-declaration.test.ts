import { parse } from 'node-html-parser'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import declaration from '../../docs/open-terms-archive.json' with { type: 'json' }
import { Clause } from './clause.tsx'

test('the declaration for Open Terms Archive selects the words of a clause, and nothing that stands beside them', () => {
  const html = renderToStaticMarkup(
    createElement(
      'article',
      { className: 'policy' },
      createElement(Clause, {
        id: 'rights.access',
        number: '3.1',
        title: 'Access',
        body: 'First.\n\nSecond.',
        linkLabel: 'Link to clause 3.1',
        note: 'A note',
        actions: [{ href: '/x', label: 'An action' }],
        evidence: createElement('p', {}, 'A measured value'),
      }),
    ),
  )
  const page = parse(html)
  const { select, remove } = declaration.terms['Privacy Policy']
  for (const one of remove) for (const node of page.querySelectorAll(one)) node.remove()
  expect(page.querySelectorAll(select).map(({ text }) => text.trim())).toEqual([
    'Access',
    'First.',
    'Second.',
  ])
})
