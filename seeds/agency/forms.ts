import type { Seeding } from './fill.js';

const QUESTIONS = [
  {
    name: 'Ada Price',
    email: 'ada@northwind.example',
    budget: 'up to 5,000',
    message: 'Our shop needs a new face.',
  },
  {
    name: 'Ben Ortiz',
    email: 'ben@harbour.example',
    budget: '5,000 to 20,000',
    message: 'A site in three languages.',
  },
  { name: 'Chloé Martin', email: 'chloe@atelier.example', message: 'Do you also write the texts?' },
  {
    name: 'Dev Patel',
    email: 'dev@orchard.example',
    budget: 'more',
    message: 'A portal for our growers, by spring.',
  },
  { name: 'Elif Kaya', email: 'elif@bosphorus.example', budget: 'up to 5,000', message: 'A logo and cards.' },
];

const SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 200, title: 'Your name' },
    email: { type: 'string', format: 'email', title: 'E-mail' },
    budget: { enum: ['up to 5,000', '5,000 to 20,000', 'more'], title: 'Budget' },
    message: { type: 'string', minLength: 1, maxLength: 5000, title: 'What is it about?' },
  },
  required: ['name', 'email', 'message'],
  additionalProperties: false,
};

/** A form for enquiries, which some have filled in. */
export async function fillForms({ agency, actor, calendar, clock }: Seeding): Promise<void> {
  clock.set(calendar.instant(60));
  const form = await agency.forms.create(actor, {
    name: 'Project enquiry',
    schema: SCHEMA,
    successMessage: 'Thank you. We answer within two working days.',
    honeypot: 'website',
  });
  for (const [index, answers] of QUESTIONS.entries()) {
    clock.set(calendar.instant(50 - index * 9, 600 + index * 37));
    await agency.forms.submit(form.publicId, answers);
  }
}
