/** Countries by ISO 3166-1: alpha-2 and alpha-3 codes, and names that carriers write beside those of CLDR. */

/** Alpha-2 and alpha-3 joined, one word a country. */
export const countryCodes =
  'ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE BABIH BBBRB ' +
  'BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR ' +
  'BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CWCUW CXCXR ' +
  'CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK ' +
  'FMFSM FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS ' +
  'GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN ' +
  'ISISL ITITA JEJEY JMJAM JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO ' +
  'LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD ' +
  'MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER ' +
  'NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM ' +
  'PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC SDSDN SESWE SGSGP ' +
  'SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF ' +
  'TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY ' +
  'UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM YEYEM YTMYT ZAZAF ZMZMB ZWZWE';

/** Languages whose country names (CLDR, read from the runtime) are understood. */
export const nameLanguages = ['en', 'es', 'pt', 'fr', 'de', 'it', 'nl', 'pl', 'tr', 'sv', 'da', 'ca'];

/** Other names in use on scans, one list a country, parted by `|`. */
export const otherNames: Record<string, string> = {
  AE: 'UAE|U A E|Emirates',
  BA: 'Bosnia and Herzegovina|Bosnia Herzegovina|Bosnia',
  BN: 'Brunei Darussalam',
  BO: 'Plurinational State of Bolivia',
  CD: 'Democratic Republic of the Congo|Congo Democratic Republic of|DR Congo|Congo The Democratic Republic of',
  CG: 'Congo Republic|Republic of the Congo',
  CI: 'Ivory Coast|Cote d Ivoire|Cote Divoire',
  CN: 'China Peoples Republic|China The Peoples Republic|Peoples Republic of China|PR China|P R China|Mainland China|China Mainland',
  CV: 'Cape Verde',
  CZ: 'Czech Republic|Czech Republic The|Czechia|Ceska Republika',
  DO: 'Dominican Rep',
  FK: 'Falkland Islands',
  FM: 'Micronesia Federated States of|Federated States of Micronesia',
  GB: 'UK|U K|Great Britain|United Kingdom of Great Britain and Northern Ireland|England|Scotland|Wales|Northern Ireland',
  GR: 'Hellas',
  HK: 'Hong Kong|Hong Kong SAR|Hongkong',
  IE: 'Republic of Ireland|Ireland Republic of|Eire',
  IR: 'Iran Islamic Republic of|Islamic Republic of Iran',
  KN: 'St Kitts',
  KP: 'Korea Democratic Peoples Republic of|Korea The D P R of N K',
  KR: 'Korea|Korea Republic of|Republic of Korea|Korea South|South Korea|Korea Republic of South K|Korea Republic Of South Korea',
  LA: 'Lao Peoples Democratic Republic|Lao PDR',
  LY: 'Libyan Arab Jamahiriya',
  MD: 'Moldova Republic of|Republic of Moldova',
  MK: 'Macedonia|Macedonia Republic of|Macedonia The Former Yugoslav Republic of|Republic of North Macedonia',
  MM: 'Burma',
  MO: 'Macau|Macao|Macau SAR|Macao SAR',
  NL: 'Netherlands|Netherlands The|The Netherlands|Holland',
  PH: 'Philippines The|The Philippines',
  PS: 'Palestine State of|Palestine Autonomous|Palestinian Territory Occupied',
  RU: 'Russian Federation|Russian Federation The',
  SA: 'KSA|Kingdom of Saudi Arabia',
  SK: 'Slovak Republic',
  SY: 'Syrian Arab Republic',
  SZ: 'Swaziland',
  TL: 'East Timor',
  TR: 'Turkey|Turkiye',
  TW: 'Taiwan Province of China|Taiwan ROC|Chinese Taipei',
  TZ: 'Tanzania United Republic of|United Republic of Tanzania',
  US: 'USA|U S A|U S|United States of America|United States Of America The|Estados Unidos de America',
  VE: 'Venezuela Bolivarian Republic of',
  VG: 'Virgin Islands British|British Virgin Islands',
  VI: 'Virgin Islands US|US Virgin Islands',
  VN: 'Viet Nam|Vietnam Socialist Republic of',
};
