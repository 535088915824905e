import type { ReactNode } from 'react'

type Props = { id: string; title: string; control: ReactNode; children: ReactNode }

/** A purpose with its switch on the line of its title: `control` is a `ChoiceSwitch` in the layout `purpose`. */
export function PurposeChoice({ id, title, control, children }: Props) {
  return (
    <section id={id} className="purpose-choice scroll-mt-8 border-t border-rule pt-3 pb-3 lg:pt-8 lg:pb-12">
      <h2
        id={`title-${id}`}
        className="text-lead leading-[1.25] md:text-part lg:self-start lg:text-[1.3125rem]"
      >
        {title}
      </h2>
      {control}
      <div className="purpose-choice-text min-w-0">{children}</div>
    </section>
  )
}
