/** Names of states by ISO 3166-2 code, for countries that the zone table does not spell out. Same form: `code=Name|Name`. */
export const regionNames: [country: string, states: string][] = [
  [
    'DE',
    'BW=Baden-Württemberg|Baden-Wuerttemberg,BY=Bayern|Bavaria,BE=Berlin,BB=Brandenburg,HB=Bremen,HH=Hamburg,HE=Hessen|Hesse,MV=Mecklenburg-Vorpommern|Mecklenburg-Western Pomerania,NI=Niedersachsen|Lower Saxony,NW|NRW=Nordrhein-Westfalen|North Rhine-Westphalia,RP=Rheinland-Pfalz|Rhineland-Palatinate,SL=Saarland,SN=Sachsen|Saxony,ST=Sachsen-Anhalt|Saxony-Anhalt,SH=Schleswig-Holstein,TH=Thüringen|Thuringia',
  ],
  [
    'AT',
    '1=Burgenland,2=Kärnten|Carinthia,3=Niederösterreich|Lower Austria,4=Oberösterreich|Upper Austria,5=Salzburg,6=Steiermark|Styria,7=Tirol|Tyrol,8=Vorarlberg,9=Wien|Vienna',
  ],
  [
    'CH',
    'AG=Aargau,AI=Appenzell Innerrhoden,AR=Appenzell Ausserrhoden,BE=Bern|Berne,BL=Basel-Landschaft,BS=Basel-Stadt,FR=Fribourg|Freiburg,GE=Genève|Geneva|Genf,GL=Glarus,GR=Graubünden|Grisons,JU=Jura,LU=Luzern|Lucerne,NE=Neuchâtel,NW=Nidwalden,OW=Obwalden,SG=Sankt Gallen,SH=Schaffhausen,SO=Solothurn,SZ=Schwyz,TG=Thurgau,TI=Ticino|Tessin,UR=Uri,VD=Vaud|Waadt,VS=Valais|Wallis,ZG=Zug,ZH=Zürich|Zurich',
  ],
  [
    'CN',
    'AH=Anhui,BJ=Beijing,CQ=Chongqing,FJ=Fujian,GD=Guangdong,GS=Gansu,GX=Guangxi|Guangxi Zhuangzu,GZ=Guizhou,HA=Henan,HB=Hubei,HE=Hebei,HI=Hainan,HL=Heilongjiang,HN=Hunan,JL=Jilin,JS=Jiangsu,JX=Jiangxi,LN=Liaoning,NM=Inner Mongolia|Nei Mongol,NX=Ningxia,QH=Qinghai,SC=Sichuan,SD=Shandong,SH=Shanghai,SN=Shaanxi,SX=Shanxi,TJ=Tianjin,XJ=Xinjiang,XZ=Tibet|Xizang,YN=Yunnan,ZJ=Zhejiang',
  ],
  [
    'IN',
    'AN=Andaman and Nicobar Islands,AP=Andhra Pradesh,AR=Arunachal Pradesh,AS=Assam,BR=Bihar,CH=Chandigarh,CG|CT=Chhattisgarh,DD=Daman and Diu,DL=Delhi|NCT of Delhi,GA=Goa,GJ=Gujarat,HP=Himachal Pradesh,HR=Haryana,JH=Jharkhand,JK=Jammu and Kashmir,KA=Karnataka,KL=Kerala,LA=Ladakh,MH=Maharashtra,ML=Meghalaya,MN=Manipur,MP=Madhya Pradesh,MZ=Mizoram,NL=Nagaland,OD|OR=Odisha|Orissa,PB=Punjab,PY=Puducherry|Pondicherry,RJ=Rajasthan,SK=Sikkim,TG|TS=Telangana,TN=Tamil Nadu,TR=Tripura,UK|UT=Uttarakhand,UP=Uttar Pradesh,WB=West Bengal',
  ],
  [
    'JP',
    '01=Hokkaido,02=Aomori,03=Iwate,04=Miyagi,05=Akita,06=Yamagata,07=Fukushima,08=Ibaraki,09=Tochigi,10=Gunma,11=Saitama,12=Chiba,13=Tokyo,14=Kanagawa,15=Niigata,16=Toyama,17=Ishikawa,18=Fukui,19=Yamanashi,20=Nagano,21=Gifu,22=Shizuoka,23=Aichi,24=Mie,25=Shiga,26=Kyoto,27=Osaka,28=Hyogo,29=Nara,30=Wakayama,31=Tottori,32=Shimane,33=Okayama,34=Hiroshima,35=Yamaguchi,36=Tokushima,37=Kagawa,38=Ehime,39=Kochi,40=Fukuoka,41=Saga,42=Nagasaki,43=Kumamoto,44=Oita,45=Miyazaki,46=Kagoshima,47=Okinawa',
  ],
  [
    'NL',
    'DR=Drenthe,FL=Flevoland,FR=Friesland|Fryslân,GE=Gelderland|Guelders,GR=Groningen,LI=Limburg,NB=Noord-Brabant|North Brabant,NH=Noord-Holland|North Holland,OV=Overijssel,UT=Utrecht,ZE=Zeeland,ZH=Zuid-Holland|South Holland',
  ],
  [
    'AE',
    'AJ=Ajman,AZ=Abu Dhabi|Abu Zaby,DU=Dubai|Dubayy,FU=Fujairah,RK=Ras al Khaimah,SH=Sharjah|Ash Shariqah,UQ=Umm al Quwain',
  ],
  ['GB', 'ENG=England,SCT=Scotland,WLS=Wales|Cymru,NIR=Northern Ireland,LND=Greater London'],
  [
    'ZA',
    'EC=Eastern Cape,FS=Free State,GP|GT=Gauteng,KZN|NL=KwaZulu-Natal,LP=Limpopo,MP=Mpumalanga,NC=Northern Cape,NW=North West,WC=Western Cape',
  ],
];

/** Countries whose addresses name a state by letters, or whose time depends on it: there a state may be added. */
export const statesShown = new Set('US CA AU BR MX IN IT DE ES CH AR CN ID RU GB ZA'.split(' '));
