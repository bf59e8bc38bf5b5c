/** `InvoicesController.listInvoicePayments`: List invoice payments. An action of one word is about its controller's things. */
export function titleOf(id: string): string {
  const [controller = '', action = ''] = id.split('.');
  const named = wordsOf(action);
  const words = named.length > 1 ? named : [...named, ...wordsOf(controller.replace(/Controller$/, ''))];
  const text = words.join(' ').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function wordsOf(name: string): string[] {
  return name.split(/(?=[A-Z])/);
}
