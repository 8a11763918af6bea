/**
 * What a packing slip says, in the languages whose letters its fonts have: those of Arabic, Japanese and Chinese are printed in
 * English.
 */
import type { Language } from './languages.ts';

export type SlipWords = {
  title: string;
  order: string;
  shipment: string;
  packageOf: string;
  from: string;
  shipTo: string;
  collect: string;
  item: string;
  ordered: string;
  here: string;
  before: string;
  toFollow: string;
  contains: string;
  price: string;
  amount: string;
  giftNote: string;
  returns: string;
  page: string;
  /** Said where letters stand in a text that no font here has; they are shown as `[…]`. */
  unprintable: string;
};

const en: SlipWords = {
  title: 'Packing slip',
  order: 'Order',
  shipment: 'Shipment',
  packageOf: 'Package {number} of {count}',
  from: 'Sender',
  shipTo: 'Ship to',
  collect: 'To be collected by',
  item: 'Item',
  ordered: 'Ordered',
  here: 'In this package',
  before: 'Sent before',
  toFollow: 'To follow',
  contains: 'Contains',
  price: 'Price',
  amount: 'Amount',
  giftNote: 'A note for you',
  returns: 'You can return items within {days} days of delivery.',
  page: 'Page {page} of {pages}',
  unprintable: 'Text shown as […] is in letters that cannot be printed here; it can be read in the order.',
};

const others: Partial<Record<Language, SlipWords>> = {
  es: {
    title: 'Albarán',
    order: 'Pedido',
    shipment: 'Envío',
    packageOf: 'Paquete {number} de {count}',
    from: 'Remitente',
    shipTo: 'Destinatario',
    collect: 'Lo recoge',
    item: 'Artículo',
    ordered: 'Pedido',
    here: 'En este paquete',
    before: 'Ya enviado',
    toFollow: 'Pendiente',
    contains: 'Contiene',
    price: 'Precio',
    amount: 'Importe',
    giftNote: 'Un mensaje para ti',
    returns: 'Puedes devolver los artículos en los {days} días siguientes a la entrega.',
    page: 'Página {page} de {pages}',
    unprintable: 'El texto que aparece como […] usa letras que no se pueden imprimir aquí; se puede leer en el pedido.',
  },
  pt: {
    title: 'Guia de remessa',
    order: 'Pedido',
    shipment: 'Envio',
    packageOf: 'Pacote {number} de {count}',
    from: 'Remetente',
    shipTo: 'Destinatário',
    collect: 'Retirado por',
    item: 'Item',
    ordered: 'Pedido',
    here: 'Neste pacote',
    before: 'Já enviado',
    toFollow: 'A enviar',
    contains: 'Contém',
    price: 'Preço',
    amount: 'Valor',
    giftNote: 'Uma mensagem para você',
    returns: 'Você pode devolver itens em até {days} dias após a entrega.',
    page: 'Página {page} de {pages}',
    unprintable: 'O texto mostrado como […] usa letras que não podem ser impressas aqui; pode ser lido no pedido.',
  },
  fr: {
    title: 'Bordereau d’expédition',
    order: 'Commande',
    shipment: 'Expédition',
    packageOf: 'Colis {number} sur {count}',
    from: 'Expéditeur',
    shipTo: 'Destinataire',
    collect: 'À retirer par',
    item: 'Article',
    ordered: 'Commandé',
    here: 'Dans ce colis',
    before: 'Déjà expédié',
    toFollow: 'À suivre',
    contains: 'Contient',
    price: 'Prix',
    amount: 'Montant',
    giftNote: 'Un mot pour vous',
    returns: 'Vous pouvez retourner des articles dans les {days} jours suivant la livraison.',
    page: 'Page {page} sur {pages}',
    unprintable:
      'Le texte affiché […] est écrit en lettres qui ne peuvent pas être imprimées ici ; il figure dans la commande.',
  },
  de: {
    title: 'Lieferschein',
    order: 'Bestellung',
    shipment: 'Sendung',
    packageOf: 'Paket {number} von {count}',
    from: 'Absender',
    shipTo: 'Lieferadresse',
    collect: 'Wird abgeholt von',
    item: 'Artikel',
    ordered: 'Bestellt',
    here: 'In diesem Paket',
    before: 'Bereits versandt',
    toFollow: 'Folgt noch',
    contains: 'Enthält',
    price: 'Preis',
    amount: 'Betrag',
    giftNote: 'Eine Nachricht für Sie',
    returns: 'Sie können Artikel innerhalb von {days} Tagen nach der Lieferung zurücksenden.',
    page: 'Seite {page} von {pages}',
    unprintable:
      'Als […] gezeigter Text steht in Buchstaben, die hier nicht gedruckt werden können; er steht in der Bestellung.',
  },
  it: {
    title: 'Documento di trasporto',
    order: 'Ordine',
    shipment: 'Spedizione',
    packageOf: 'Pacco {number} di {count}',
    from: 'Mittente',
    shipTo: 'Destinatario',
    collect: 'Ritira',
    item: 'Articolo',
    ordered: 'Ordinato',
    here: 'In questo pacco',
    before: 'Già spedito',
    toFollow: 'Da spedire',
    contains: 'Contiene',
    price: 'Prezzo',
    amount: 'Importo',
    giftNote: 'Un messaggio per te',
    returns: 'Puoi restituire gli articoli entro {days} giorni dalla consegna.',
    page: 'Pagina {page} di {pages}',
    unprintable: 'Il testo indicato con […] è in lettere che qui non si possono stampare; si legge nell’ordine.',
  },
  nl: {
    title: 'Pakbon',
    order: 'Bestelling',
    shipment: 'Zending',
    packageOf: 'Pakket {number} van {count}',
    from: 'Afzender',
    shipTo: 'Bezorgadres',
    collect: 'Wordt afgehaald door',
    item: 'Artikel',
    ordered: 'Besteld',
    here: 'In dit pakket',
    before: 'Al verzonden',
    toFollow: 'Volgt nog',
    contains: 'Bevat',
    price: 'Prijs',
    amount: 'Bedrag',
    giftNote: 'Een bericht voor jou',
    returns: 'Je kunt artikelen binnen {days} dagen na levering terugsturen.',
    page: 'Pagina {page} van {pages}',
    unprintable:
      'Tekst die als […] staat, heeft letters die hier niet gedrukt kunnen worden; hij staat in de bestelling.',
  },
  pl: {
    title: 'Specyfikacja przesyłki',
    order: 'Zamówienie',
    shipment: 'Przesyłka',
    packageOf: 'Paczka {number} z {count}',
    from: 'Nadawca',
    shipTo: 'Odbiorca',
    collect: 'Odbiera',
    item: 'Pozycja',
    ordered: 'Zamówiono',
    here: 'W tej paczce',
    before: 'Wysłano wcześniej',
    toFollow: 'Do dosłania',
    contains: 'Zawiera',
    price: 'Cena',
    amount: 'Kwota',
    giftNote: 'Wiadomość dla Ciebie',
    returns: 'Artykuły można zwrócić w ciągu {days} dni od dostawy.',
    page: 'Strona {page} z {pages}',
    unprintable: 'Tekst pokazany jako […] zawiera litery, których nie można tu wydrukować; jest w zamówieniu.',
  },
  tr: {
    title: 'Sevk irsaliyesi',
    order: 'Sipariş',
    shipment: 'Gönderi',
    packageOf: 'Paket {number} / {count}',
    from: 'Gönderen',
    shipTo: 'Alıcı',
    collect: 'Teslim alacak',
    item: 'Ürün',
    ordered: 'Sipariş edilen',
    here: 'Bu pakette',
    before: 'Önceden gönderilen',
    toFollow: 'Gönderilecek',
    contains: 'İçindekiler',
    price: 'Fiyat',
    amount: 'Tutar',
    giftNote: 'Size bir not',
    returns: 'Ürünleri teslimattan sonra {days} gün içinde iade edebilirsiniz.',
    page: 'Sayfa {page} / {pages}',
    unprintable: '[…] olarak gösterilen metin burada basılamayan harflerle yazılmıştır; siparişte okunabilir.',
  },
};

export const slipWords = (language: Language): SlipWords => others[language] ?? en;
/** Whether slips speak a language; English is printed for one that they do not. */
export const speaksSlip = (language: Language): boolean => language === 'en' || others[language] !== undefined;
