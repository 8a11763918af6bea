/** What customers are written about an order that they collect, in twelve languages. `{name}` marks a place that is filled in. */
import type { Language } from './languages.ts';

export type PickupWords = {
  readySubject: string;
  ready: string;
  reminderSubject: string;
  reminder: string;
  code: string;
  until: string;
  show: string;
};

export const pickupWords: Record<Language, PickupWords> = {
  en: {
    readySubject: 'Order {number} is ready to collect',
    ready: 'Your order {number} is ready. You can collect it here:',
    reminderSubject: 'Order {number} is still waiting for you',
    reminder: 'Your order {number} is still waiting to be collected here:',
    code: 'Your pickup code: {code}',
    until: 'We keep it for you until {day}.',
    show: 'Say this code when you collect your order. Please do not pass it on to anyone else.',
  },
  es: {
    readySubject: 'El pedido {number} está listo para recoger',
    ready: 'Tu pedido {number} está listo. Puedes recogerlo aquí:',
    reminderSubject: 'El pedido {number} te sigue esperando',
    reminder: 'Tu pedido {number} sigue pendiente de recogida aquí:',
    code: 'Tu código de recogida: {code}',
    until: 'Te lo guardamos hasta el {day}.',
    show: 'Di este código al recoger el pedido. No se lo des a nadie más.',
  },
  pt: {
    readySubject: 'O pedido {number} está pronto para retirada',
    ready: 'Seu pedido {number} está pronto. Você pode retirá-lo aqui:',
    reminderSubject: 'O pedido {number} ainda espera por você',
    reminder: 'Seu pedido {number} ainda aguarda retirada aqui:',
    code: 'Seu código de retirada: {code}',
    until: 'Guardamos o pedido até {day}.',
    show: 'Informe este código ao retirar o pedido. Não o passe a mais ninguém.',
  },
  fr: {
    readySubject: 'La commande {number} est prête à être retirée',
    ready: 'Votre commande {number} est prête. Vous pouvez la retirer ici :',
    reminderSubject: 'La commande {number} vous attend toujours',
    reminder: 'Votre commande {number} attend toujours d’être retirée ici :',
    code: 'Votre code de retrait : {code}',
    until: 'Nous vous la gardons jusqu’au {day}.',
    show: 'Donnez ce code lors du retrait. Ne le communiquez à personne d’autre.',
  },
  de: {
    readySubject: 'Bestellung {number} liegt zur Abholung bereit',
    ready: 'Ihre Bestellung {number} ist fertig. Sie können sie hier abholen:',
    reminderSubject: 'Bestellung {number} wartet noch auf Sie',
    reminder: 'Ihre Bestellung {number} wartet noch auf die Abholung:',
    code: 'Ihr Abholcode: {code}',
    until: 'Wir bewahren sie bis {day} für Sie auf.',
    show: 'Nennen Sie diesen Code bei der Abholung. Bitte geben Sie ihn an niemanden weiter.',
  },
  it: {
    readySubject: 'L’ordine {number} è pronto per il ritiro',
    ready: 'Il tuo ordine {number} è pronto. Puoi ritirarlo qui:',
    reminderSubject: 'L’ordine {number} ti aspetta ancora',
    reminder: 'Il tuo ordine {number} è ancora da ritirare qui:',
    code: 'Il tuo codice di ritiro: {code}',
    until: 'Lo teniamo da parte fino a {day}.',
    show: 'Comunica questo codice al ritiro. Non darlo a nessun altro.',
  },
  nl: {
    readySubject: 'Bestelling {number} ligt klaar om af te halen',
    ready: 'Je bestelling {number} is klaar. Je kunt ze hier afhalen:',
    reminderSubject: 'Bestelling {number} wacht nog op je',
    reminder: 'Je bestelling {number} ligt nog klaar om af te halen:',
    code: 'Je afhaalcode: {code}',
    until: 'We bewaren de bestelling tot en met {day}.',
    show: 'Noem deze code bij het afhalen. Geef de code aan niemand anders door.',
  },
  pl: {
    readySubject: 'Zamówienie {number} jest gotowe do odbioru',
    ready: 'Twoje zamówienie {number} jest gotowe. Możesz je odebrać tutaj:',
    reminderSubject: 'Zamówienie {number} nadal czeka na odbiór',
    reminder: 'Twoje zamówienie {number} nadal czeka na odbiór tutaj:',
    code: 'Twój kod odbioru: {code}',
    until: 'Ostatni dzień odbioru: {day}.',
    show: 'Podaj ten kod przy odbiorze. Nie przekazuj go nikomu innemu.',
  },
  tr: {
    readySubject: '{number} numaralı sipariş teslim alınmaya hazır',
    ready: '{number} numaralı siparişiniz hazır. Buradan teslim alabilirsiniz:',
    reminderSubject: '{number} numaralı sipariş sizi bekliyor',
    reminder: '{number} numaralı siparişiniz hâlâ burada teslim alınmayı bekliyor:',
    code: 'Teslim alma kodunuz: {code}',
    until: 'Son teslim alma günü: {day}.',
    show: 'Siparişi alırken bu kodu söyleyin. Kodu başka kimseyle paylaşmayın.',
  },
  ar: {
    readySubject: 'الطلب {number} جاهز للاستلام',
    ready: 'طلبك {number} جاهز. يمكنك استلامه من هنا:',
    reminderSubject: 'الطلب {number} ما زال في انتظارك',
    reminder: 'طلبك {number} ما زال في انتظار الاستلام هنا:',
    code: 'رمز الاستلام: {code}',
    until: 'نحتفظ به حتى {day}.',
    show: 'اذكر هذا الرمز عند الاستلام، ولا تعطه لأي شخص آخر.',
  },
  ja: {
    readySubject: 'ご注文 {number} の受け取り準備ができました',
    ready: 'ご注文 {number} の準備ができました。こちらでお受け取りください。',
    reminderSubject: 'ご注文 {number} をお預かりしています',
    reminder: 'ご注文 {number} はまだお受け取りいただいていません。こちらでお預かりしています。',
    code: '受け取りコード: {code}',
    until: '{day}までお預かりします。',
    show: '受け取りの際にこのコードをお伝えください。ほかの人には教えないでください。',
  },
  zh: {
    readySubject: '订单 {number} 可以取货了',
    ready: '您的订单 {number} 已备好，请到以下地点取货：',
    reminderSubject: '订单 {number} 仍在等您取货',
    reminder: '您的订单 {number} 仍在以下地点等您取货：',
    code: '取货码：{code}',
    until: '我们为您保留至{day}。',
    show: '取货时请出示此码，请勿告诉他人。',
  },
};
