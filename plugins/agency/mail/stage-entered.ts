import type { MailTemplate } from '#host';

/** What the mail effect of a stage sends. Its subject and message are those of the effect. */
export const stageEnteredMail: MailTemplate = {
  name: 'agency.stage-entered',
  title: 'Something came to a stage',
  subject: '{{ subject }}',
  mjml: `<mjml lang="{{ language }}">
  <mj-body background-color="#f6f7f7">
    <mj-section background-color="#ffffff" padding="24px">
      <mj-column>
        <mj-text font-size="18px" font-weight="600">{{ title }}</mj-text>
        <mj-text color="#646970">{{ stage }}</mj-text>
        <mj-text line-height="1.5">{% for line in lines %}{{ line }}<br />{% endfor %}</mj-text>
        <mj-divider border-width="1px" border-color="#dcdcde" />
        <mj-text color="#646970" font-size="12px">{{ organization }}</mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>`,
  sample: {
    subject: 'Logo design: In review',
    title: 'Logo design',
    stage: 'In review',
    lines: ['The first drafts are ready for you to look at.'],
    organization: 'Aurora Studio',
    language: 'en',
  },
};
