#include "table/countries.h"

#include <algorithm>
#include <map>
#include <vector>

#include "base/utf8.h"

namespace althing::table {
namespace {

struct Entry {
  std::string_view code;
  std::string_view names;  // plain, separated by ';'
};
constexpr Entry kEntries[] = {
    {"ad", "andorra"}, {"ae", "united arab emirates;uae"}, {"af", "afghanistan"}, {"ag", "antigua and barbuda"}, {"ai", "anguilla"},
    {"al", "albania"}, {"am", "armenia"}, {"ao", "angola"}, {"aq", "antarctica"}, {"ar", "argentina"}, {"as", "american samoa"}, {"at", "austria"},
    {"au", "australia"}, {"aw", "aruba"}, {"ax", "aland islands"}, {"az", "azerbaijan"}, {"ba", "bosnia and herzegovina;bosnia herzegovina;bosnia"},
    {"bb", "barbados"}, {"bd", "bangladesh"}, {"be", "belgium"}, {"bf", "burkina faso;upper volta"}, {"bg", "bulgaria"}, {"bh", "bahrain"},
    {"bi", "burundi"}, {"bj", "benin;dahomey"}, {"bl", "saint barthelemy;st barthelemy"}, {"bm", "bermuda"}, {"bn", "brunei darussalam;brunei"},
    {"bo", "bolivia;plurinational state of bolivia;bolivia plurinational state of"}, {"bq", "bonaire sint eustatius and saba;bonaire sint eustatius saba;caribbean netherlands"},
    {"br", "brazil"}, {"bs", "bahamas"}, {"bt", "bhutan"}, {"bv", "bouvet island"}, {"bw", "botswana"}, {"by", "belarus"}, {"bz", "belize"},
    {"ca", "canada"}, {"cc", "cocos keeling islands;cocos islands"}, {"cd", "democratic republic of the congo;democratic republic of congo;congo democratic republic of the;congo kinshasa;dr congo;drc;zaire;democratic republic of drc"},
    {"cf", "central african republic"}, {"cg", "congo;republic of the congo;republic of congo;congo brazzaville;congo republic"}, {"ch", "switzerland"},
    {"ci", "cote d ivoire;ivory coast"}, {"ck", "cook islands"}, {"cl", "chile"}, {"cm", "cameroon"}, {"cn", "china;peoples republic of china;people s republic of china"},
    {"co", "colombia"}, {"cr", "costa rica"}, {"cu", "cuba"}, {"cv", "cabo verde;cape verde"}, {"cw", "curacao"}, {"cx", "christmas island"},
    {"cy", "cyprus"}, {"cz", "czechia;czech republic"}, {"de", "germany;federal republic of germany"}, {"dj", "djibouti"}, {"dk", "denmark"},
    {"dm", "dominica"}, {"do", "dominican republic;dominican"}, {"dz", "algeria"}, {"ec", "ecuador"}, {"ee", "estonia"}, {"eg", "egypt"},
    {"eh", "western sahara"}, {"er", "eritrea"}, {"es", "spain"}, {"et", "ethiopia"}, {"fi", "finland"}, {"fj", "fiji"},
    {"fk", "falkland islands;falkland islands malvinas"}, {"fm", "micronesia;federated states of micronesia;micronesia federated states of"}, {"fo", "faroe islands"},
    {"fr", "france"}, {"ga", "gabon"}, {"gb", "united kingdom;united kingdom of great britain and northern ireland;great britain;uk;britain"}, {"gd", "grenada"},
    {"ge", "georgia"}, {"gf", "french guiana"}, {"gg", "guernsey"}, {"gh", "ghana"}, {"gi", "gibraltar"}, {"gl", "greenland"}, {"gm", "gambia"},
    {"gn", "guinea"}, {"gp", "guadeloupe"}, {"gq", "equatorial guinea"}, {"gr", "greece"}, {"gs", "south georgia and the south sandwich islands"}, {"gt", "guatemala"},
    {"gu", "guam"}, {"gw", "guinea bissau"}, {"gy", "guyana"}, {"hk", "hong kong;hong kong sar china"}, {"hm", "heard island and mcdonald islands"},
    {"hn", "honduras"}, {"hr", "croatia"}, {"ht", "haiti"}, {"hu", "hungary"}, {"id", "indonesia"}, {"ie", "ireland"}, {"il", "israel"},
    {"im", "isle of man"}, {"in", "india"}, {"io", "british indian ocean territory"}, {"iq", "iraq"}, {"ir", "iran;islamic republic of iran"}, {"is", "iceland"},
    {"it", "italy"}, {"je", "jersey"}, {"jm", "jamaica"}, {"jo", "jordan"}, {"jp", "japan"}, {"ke", "kenya"}, {"kg", "kyrgyzstan;kyrgyz republic"},
    {"kh", "cambodia"}, {"ki", "kiribati"}, {"km", "comoros"}, {"kn", "saint kitts and nevis;st kitts and nevis"},
    {"kp", "north korea;democratic people s republic of korea;democratic peoples republic of korea;korea north;dprk"},
    {"kr", "south korea;republic of korea;korea south;korea republic of;korea"}, {"kw", "kuwait"}, {"ky", "cayman islands"}, {"kz", "kazakhstan"},
    {"la", "laos;lao people s democratic republic;lao pdr;lao peoples democratic republic"}, {"lb", "lebanon"}, {"lc", "saint lucia;st lucia"}, {"li", "liechtenstein"},
    {"lk", "sri lanka;ceylon"}, {"lr", "liberia"}, {"ls", "lesotho"}, {"lt", "lithuania"}, {"lu", "luxembourg"}, {"lv", "latvia"}, {"ly", "libya;libyan arab jamahiriya"},
    {"ma", "morocco"}, {"mc", "monaco"}, {"md", "moldova;republic of moldova"}, {"me", "montenegro"}, {"mf", "saint martin;st martin;saint martin french part"},
    {"mg", "madagascar"}, {"mh", "marshall islands"}, {"mk", "north macedonia;macedonia;former yugoslav republic of macedonia"}, {"ml", "mali"},
    {"mm", "myanmar;burma;myanmar burma"}, {"mn", "mongolia"}, {"mo", "macao;macau"}, {"mp", "northern mariana islands"}, {"mq", "martinique"}, {"mr", "mauritania"},
    {"ms", "montserrat"}, {"mt", "malta"}, {"mu", "mauritius"}, {"mv", "maldives"}, {"mw", "malawi"}, {"mx", "mexico"}, {"my", "malaysia"},
    {"mz", "mozambique"}, {"na", "namibia"}, {"nc", "new caledonia"}, {"ne", "niger"}, {"nf", "norfolk island"}, {"ng", "nigeria"}, {"ni", "nicaragua"},
    {"nl", "netherlands;kingdom of the netherlands"}, {"no", "norway"}, {"np", "nepal"}, {"nr", "nauru"}, {"nu", "niue"}, {"nz", "new zealand"}, {"om", "oman"},
    {"pa", "panama"}, {"pe", "peru"}, {"pf", "french polynesia"}, {"pg", "papua new guinea"}, {"ph", "philippines"}, {"pk", "pakistan"}, {"pl", "poland"},
    {"pm", "saint pierre and miquelon;st pierre and miquelon"}, {"pn", "pitcairn;pitcairn islands"}, {"pr", "puerto rico"},
    {"ps", "palestine;state of palestine;palestinian territories;palestinian territory occupied;occupied palestinian territory"}, {"pt", "portugal"}, {"pw", "palau"}, {"py", "paraguay"},
    {"qa", "qatar"}, {"re", "reunion"}, {"ro", "romania;rumania"}, {"rs", "serbia"}, {"ru", "russia;russian federation"}, {"rw", "rwanda"}, {"sa", "saudi arabia"},
    {"sb", "solomon islands"}, {"sc", "seychelles"}, {"sd", "sudan"}, {"se", "sweden"}, {"sg", "singapore"}, {"sh", "saint helena ascension and tristan da cunha;saint helena"},
    {"si", "slovenia"}, {"sj", "svalbard and jan mayen;svalbard"}, {"sk", "slovakia;slovak republic"}, {"sl", "sierra leone"}, {"sm", "san marino"}, {"sn", "senegal"},
    {"so", "somalia"}, {"sr", "suriname;surinam"}, {"ss", "south sudan"}, {"st", "sao tome and principe"}, {"sv", "el salvador"}, {"sx", "sint maarten;sint maarten dutch part"},
    {"sy", "syria;syrian arab republic"}, {"sz", "eswatini;swaziland"}, {"tc", "turks and caicos islands"}, {"td", "chad"}, {"tf", "french southern territories"},
    {"tg", "togo"}, {"th", "thailand"}, {"tj", "tajikistan;tajkistan"}, {"tk", "tokelau"}, {"tl", "timor leste;east timor"}, {"tm", "turkmenistan"}, {"tn", "tunisia"},
    {"to", "tonga"}, {"tr", "turkey;turkiye;republic of turkiye"}, {"tt", "trinidad and tobago"}, {"tv", "tuvalu"}, {"tw", "taiwan;taiwan province of china"},
    {"tz", "tanzania;united republic of tanzania"}, {"ua", "ukraine"}, {"ug", "uganda"}, {"um", "united states minor outlying islands"},
    {"us", "united states of america;united states;usa;united states of america usa"}, {"uy", "uruguay"}, {"uz", "uzbekistan"},
    {"va", "holy see;vatican city;holy see vatican city"}, {"vc", "saint vincent and the grenadines;st vincent and the grenadines;st vincent;saint vincent"},
    {"ve", "venezuela;bolivarian republic of venezuela"}, {"vg", "british virgin islands;virgin islands british"}, {"vi", "us virgin islands;u s virgin islands;virgin islands us;virgin islands"},
    {"vn", "viet nam;vietnam"}, {"vu", "vanuatu"}, {"wf", "wallis and futuna"}, {"ws", "samoa"}, {"xk", "kosovo"}, {"ye", "yemen"}, {"yt", "mayotte"},
    {"za", "south africa"}, {"zm", "zambia"}, {"zw", "zimbabwe;rhodesia"}};

using Names = std::map<std::string_view, std::string_view>;
const Names& names() {
  static const Names kNames = [] {
    Names out;
    for (const Entry& entry : kEntries) {
      for (std::string_view rest = entry.names; !rest.empty();) {
        const std::size_t end = std::min(rest.find(';'), rest.size());
        out.emplace(rest.substr(0, end), entry.code);
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
    return out;
  }();
  return kNames;
}

// Letters of Latin-1 and Latin Extended-A as those they are made of.
char plain_letter(char32_t c) {
  constexpr std::u32string_view kFrom = U"àáâãäåāăąçćĉċčďđèéêëēĕėęěĝğġģĥħìíîïĩīĭįıĵķĺļľŀłñńņňòóôõöøōŏőŕŗřśŝşšșţťŧțùúûüũūŭůűųŵýÿŷźżžÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŞŠŽİ";
  constexpr std::string_view kTo = "aaaaaaaaacccccddeeeeeeeeegggghhiiiiiiiiijklllllnnnnooooooooorrrsssssttttuuuuuuuuuuwyyyzzzaaaaaaceeeeiiiinoooooouuuuysszi";
  static_assert(kFrom.size() == kTo.size());
  const std::size_t at = kFrom.find(c);
  return at == std::u32string_view::npos ? '\0' : kTo[at];
}

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// "&ocirc;" is an o; other entities and a bare "&" are "and".
void take_ampersand(std::string_view name, std::size_t& at, std::string& out) {
  static constexpr std::string_view kLetterEntities[] = {"circ;", "acute;", "grave;", "tilde;", "uml;", "cedil;", "ring;"};
  const std::string_view rest = name.substr(at);
  for (const std::string_view entity : kLetterEntities) {
    if (rest.size() > entity.size() && rest.substr(1).starts_with(entity)) {
      out += static_cast<char>(rest[0] | 0x20);
      at += 1 + entity.size();
      return;
    }
  }
  if (rest.starts_with("amp;")) at += 4;
  out += " and ";
}

std::optional<std::string> exact(std::string_view plain) {
  const auto found = names().find(plain);
  if (found == names().end()) return std::nullopt;
  return std::string(found->second);
}

}  // namespace

std::string plain_name(std::string_view name) {
  std::string letters;
  for (std::size_t at = 0; at < name.size();) {
    const char32_t c = next_code_point(name, at);
    if (c == U'&') take_ampersand(name, at, letters);
    else if (c < 0x80) letters += static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    else if (const char plain = plain_letter(c); plain != '\0') letters += plain;
    else letters += ' ';
  }
  std::string out;
  for (const char c : letters) {
    if (is_letter_or_digit(c)) out += c;
    else if (!out.empty() && out.back() != ' ') out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  if (out.starts_with("the ")) out.erase(0, 4);
  return out;
}

bool is_country_code(std::string_view code) {
  return std::any_of(std::begin(kEntries), std::end(kEntries), [&](const Entry& entry) { return entry.code == code; });
}

std::optional<std::string> country_code(std::string_view name) {
  if (!is_utf8(name)) return std::nullopt;
  const std::string plain = plain_name(name);
  if (is_country_code(plain)) return plain;
  if (auto found = exact(plain)) return found;
  if (const std::size_t open = name.find('('); open != std::string_view::npos) {
    if (auto found = exact(plain_name(name.substr(0, open)))) return found;
  }
  if (const std::size_t comma = name.find(','); comma != std::string_view::npos) {
    return exact(plain_name(std::string(name.substr(comma + 1)) + " " + std::string(name.substr(0, comma))));
  }
  return std::nullopt;
}

}  // namespace althing::table
