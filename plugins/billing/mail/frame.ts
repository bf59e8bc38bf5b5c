/** What mails to customers of an organisation have in common: its name above, the site nowhere, their language. */
export function frame(content: string): string {
  return `<mjml lang="{{ language }}">
<mj-head><mj-attributes><mj-all font-family="system-ui, sans-serif" /><mj-text font-size="16px" line-height="1.5" /><mj-button background-color="#2145e6" font-size="16px" /></mj-attributes></mj-head>
<mj-body background-color="#f0f0f1">
<mj-section><mj-column><mj-text font-size="18px" font-weight="bold">{{ seller }}</mj-text></mj-column></mj-section>
<mj-section background-color="#ffffff"><mj-column>
${content}
</mj-column></mj-section>
</mj-body>
</mjml>`;
}
